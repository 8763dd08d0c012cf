"""What grows with the records, measured: each subject in turn with its floor, in one run, on the data of `demo --scale`.

A ratio to a floor holds still where seconds do not; what holds stiller is counted: statements, pages of the database,
bytes of its log, memory. `docs/performance.md` has the table.
"""
