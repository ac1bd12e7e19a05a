"""The till at the counter: windows, devices and the tasks behind them."""
