"""The HTTP endpoint: sentences to programs, programs to solids, and the page that shows them.

`app.create_app` makes the application that `cad0 serve` runs on a laptop and a GPU container runs
elsewhere; nothing in here knows which.
"""
