"""What examples/report.py draws and writes: numbers, scales, pictures, a page.

runs.py has the numbers, time_scale.py and charts.py what is where, svg.py and page.py the HTML,
png.py the same pictures by matplotlib.
"""
