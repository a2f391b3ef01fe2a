"""What a fleet costs to buy and what a flown year costs, on one tree.

`longwatch.cost.price.price_plan`, `.use.use_from_roster`, `.use.use_from_tallies`, `.tree.cost_per_on_station_hour`.
"""
