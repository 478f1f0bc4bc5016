//! The project's own law for tests that need a real one.

use std::{fs, path::Path};

/// Copies `tariff-data/` into a folder, without its tariffs and what is built of it.
pub fn copy_law(into: &Path) {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tariff-data");
    copy(&data, into, &["tariffs", "nomenclature", "snapshot"]);
}

fn copy(from: &Path, into: &Path, without: &[&str]) {
    fs::create_dir_all(into).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (name, path) = (entry.file_name(), entry.path());
        if path.is_file() {
            fs::copy(path, into.join(name)).unwrap();
        } else if !without.iter().any(|left_out| name == *left_out) {
            copy(&path, &into.join(name), without);
        }
    }
}
