"""The whole system, as those who use it see it. A package, so that what its tests share may end with the last of them."""
