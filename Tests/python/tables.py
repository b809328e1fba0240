"""How data tools read an Arrow stream, in the versions that each Python has."""

import pandas
import pyarrow


def read_by_pandas(runs):
    """pandas 2, the last for Python 3.9 and 3.10, has no from_arrow()."""
    if hasattr(pandas.DataFrame, "from_arrow"):
        return pandas.DataFrame.from_arrow(runs)
    return pyarrow.table(runs).to_pandas()
