//! `landfall-data key`, `sign` and `verify`, run as publishers run them.

#![cfg(test)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

/// A built snapshot without law, and a place for keys.
struct Shop(TempDir);

impl Shop {
    fn new() -> Shop {
        let shop = Shop(TempDir::new().unwrap());
        shop.build("2026-11-24", "");
        shop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn build(&self, day: &str, more: &str) {
        fs::create_dir_all(self.path("data")).unwrap();
        fs::write(self.path("data/edition.toml"), format!("day = {day}\ntitle = \"test\"\n{more}")).unwrap();
        told(&tool().arg("build").arg("--tables").arg(self.path("data")).arg("--out").arg(self.path("out")).output());
    }

    /// Makes a key, and gives back its public half.
    fn key(&self, name: &str) -> String {
        let made = told(&tool().args(["key", "new"]).arg(self.path(name)).output());
        let public = made.trim_end().rsplit_once("Public key ").unwrap().1.to_owned();
        assert_eq!(told(&tool().args(["key", "show"]).arg(self.path(name)).output()).trim_end(), public);
        public
    }

    fn sign(&self, key: &str) -> Output {
        tool().arg("sign").arg(self.path("out")).arg("--key").arg(self.path(key)).output().unwrap()
    }

    fn verify(&self, key: &str) -> Output {
        tool().arg("verify").arg(self.path("out")).args(["--public-key", key]).output().unwrap()
    }
}

fn tool() -> Command {
    Command::new(env!("CARGO_BIN_EXE_landfall-data"))
}

fn told(output: &std::io::Result<Output>) -> String {
    let output = output.as_ref().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn complaint(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn core(folder: &Path) -> PathBuf {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("core-")).unwrap()
}

#[test]
fn what_is_signed_verifies_by_that_key_alone() {
    let shop = Shop::new();
    let (own, other) = (shop.key("own"), shop.key("other"));
    assert_ne!(own, other);
    assert!(complaint(&shop.verify(&own)).contains("manifest.sig: is missing: the snapshot is not signed"));
    assert!(told(&Ok(shop.sign("own"))).contains("Signed edition 2026-11-24, sequence 20261124"));
    assert!(told(&Ok(shop.verify(&own))).contains("Signed by"));
    assert!(complaint(&shop.verify(&other)).contains("manifest.sig: is not by this key"));
    assert!(complaint(&shop.verify("short")).contains("`short` is no Ed25519 key; give 32 bytes in base64"));
    let unasked = told(&tool().arg("verify").arg(shop.path("out")).output());
    assert!(unasked.contains("Whose it is was not asked"), "{unasked}");
}

#[test]
fn what_was_changed_does_not_verify() {
    let shop = Shop::new();
    let own = shop.key("own");
    told(&Ok(shop.sign("own")));
    let (manifest, core) = (shop.path("out/manifest.json"), core(&shop.path("out")));
    let (text, bytes) = (fs::read_to_string(&manifest).unwrap(), fs::read(&core).unwrap());
    fs::write(&manifest, text.replace("20261124", "20261125")).unwrap();
    assert!(complaint(&shop.verify(&own)).contains("is not by this key"));
    fs::write(&manifest, &text).unwrap();
    let mut changed = bytes.clone();
    changed[40] ^= 1;
    fs::write(&core, changed).unwrap();
    assert!(complaint(&shop.verify(&own)).contains("is not the file that the manifest names"));
    assert!(complaint(&shop.sign("own")).contains("is not the file that the manifest names"), "nor is it signed");
    fs::remove_file(&core).unwrap();
    assert!(complaint(&shop.verify(&own)).contains("can't be read"));
    fs::write(&core, bytes).unwrap();
    told(&Ok(shop.verify(&own)));
}

#[test]
fn a_new_build_is_not_signed_by_an_old_signature() {
    let shop = Shop::new();
    let own = shop.key("own");
    told(&Ok(shop.sign("own")));
    shop.build("2026-11-24", "");
    told(&Ok(shop.verify(&own)));
    shop.build("2026-11-25", &format!("next-key = \"{own}\"\n"));
    assert!(complaint(&shop.verify(&own)).contains("is not signed"));
    assert!(fs::read_to_string(shop.path("out/manifest.json")).unwrap().contains(&format!("\"nextKey\":\"{own}\"")));
}

#[test]
fn a_secret_key_is_its_owners_and_never_lies_in_a_repository() {
    let shop = Shop::new();
    shop.key("own");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(shop.path("own")).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let again = tool().args(["key", "new"]).arg(shop.path("own")).output().unwrap();
    assert!(complaint(&again).contains("choose a file that is not there yet"));
    fs::create_dir_all(shop.path("repository/.git")).unwrap();
    let inside = tool().args(["key", "new"]).arg(shop.path("repository/keys/own")).output().unwrap();
    assert!(complaint(&inside).contains("lies in the repository"));
    fs::write(shop.path("text"), "hello").unwrap();
    assert!(complaint(&shop.sign("text")).contains("text: is no secret key"));
}
