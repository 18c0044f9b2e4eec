//! What casebook does, seen from outside. One module a topic; `tests/README.md` says how to add a test.

