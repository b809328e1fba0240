"""The parts of examples/report.py.

runs.py computes the numbers, time_scale.py and charts.py the layout. svg.py and page.py write HTML;
png.py draws the same pictures with matplotlib.
"""
