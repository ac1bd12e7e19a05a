"""Everything a manager sets up: shop, program, receipt, devices, staff."""
