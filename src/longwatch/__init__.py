"""longwatch: can this fleet keep this sea watched without a gap, and what does that cost?"""
