"""The procedures a hall takes: what each one asks for, and how a citizen finds the right one."""
