"""VRPLIB instances planned through the mission model; see vrp_instances.py, which this starts.

python benchmarks/vrplib.py FILE.vrp... [--seconds 30] [--seed 1] [--beside] [--best COST] [--json FILE]
"""

import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).resolve().parent
# this script bears the name of the library that PyVRP reads files with: whoever asks for that must find it instead
sys.path = [place for place in sys.path if Path(place).resolve() != HERE]
if __name__ == "__main__":
    import_module("vrplib")
    sys.path.append(str(HERE))
    import_module("vrp_instances").main()
else:
    del sys.modules[__name__]
    sys.modules[__name__] = import_module(__name__)
