//! "Did you mean": the names nearest to what was written.
