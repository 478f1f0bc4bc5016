//! landfall-data
fn main() {}
