"""The servers of one machine: what starts each, what each must hold, and the process that watches them."""
