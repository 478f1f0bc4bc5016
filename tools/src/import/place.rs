//! Files that appear whole or not at all.

use super::fault::Fault;
use std::{
    fs, io,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

/// Replaces some files of a folder at once; every other file in it stays.
///
/// The new folder is written beside the old one, then they change places. If anything fails, the old one stays.
pub fn replace_in_folder(folder: &Path, files: &[(String, Vec<u8>)], gone: &[&str]) -> Result<(), Fault> {
    write_beside(folder, files, gone).map_err(|error| {
        let cause = format!("can't be written: {error}");
        Fault::of(&folder.display().to_string(), cause, "nothing was changed; check the disk and permissions")
    })
}

fn write_beside(folder: &Path, files: &[(String, Vec<u8>)], gone: &[&str]) -> io::Result<()> {
    let parent =
        folder.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(PathBuf::from("."), Path::to_path_buf);
    fs::create_dir_all(&parent)?;
    let beside = TempDir::with_prefix_in(".import-", &parent)?;
    let fresh = beside.path().join("new");
    fs::create_dir(&fresh)?;
    if folder.is_dir() {
        copy_files(folder, &fresh)?;
    }
    for name in gone.iter().filter(|name| fresh.join(name).exists()) {
        fs::remove_file(fresh.join(name))?;
    }
    for (name, bytes) in files {
        fs::write(fresh.join(name), bytes)?;
    }
    swap(folder, &fresh, &beside.path().join("old"))
}

fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir(&target)?;
            copy_files(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

fn swap(folder: &Path, fresh: &Path, old: &Path) -> io::Result<()> {
    let stood = folder.exists();
    if stood {
        fs::rename(folder, old)?;
    }
    fs::rename(fresh, folder).inspect_err(|_| {
        if stood {
            // Best effort: the error that brought us here is the one to tell.
            let _ = fs::rename(old, folder);
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn other_files_stay_and_nothing_is_left_beside() {
        let home = TempDir::new().unwrap();
        let folder = home.path().join("us");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("table.toml"), "kept").unwrap();
        fs::write(folder.join("lines.csv"), "old").unwrap();
        fs::write(folder.join("footnotes.csv"), "old").unwrap();
        replace_in_folder(&folder, &[("lines.csv".into(), b"new".to_vec())], &["footnotes.csv"]).unwrap();
        assert_eq!(names(&folder), ["lines.csv", "table.toml"]);
        assert_eq!(fs::read_to_string(folder.join("lines.csv")).unwrap(), "new");
        assert_eq!(names(home.path()), ["us"]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_made() {
        let home = TempDir::new().unwrap();
        let folder = home.path().join("a/b");
        replace_in_folder(&folder, &[("x".into(), Vec::new())], &[]).unwrap();
        assert_eq!(names(&folder), ["x"]);
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_folder() {
        let home = TempDir::new().unwrap();
        let folder = home.path().join("us");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("lines.csv"), "old").unwrap();
        let error = replace_in_folder(&folder, &[("no/such/lines.csv".into(), Vec::new())], &[]).unwrap_err();
        assert!(error.to_string().contains("nothing was changed"), "{error}");
        assert_eq!(fs::read_to_string(folder.join("lines.csv")).unwrap(), "old");
        assert_eq!(names(home.path()), ["us"]);
    }
}
