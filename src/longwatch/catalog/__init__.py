"""Platforms, payloads and money as data files: every figure with its value, unit, source, date, kind and range.

`longwatch.catalog.load.load_catalog`, `.merge.merge`, `.describe.describe`, `.economy.economy`.
"""
