//! Where things are: the repository, what is built in it, and the tools that outlive a clone.

use anyhow::{Context, Result, bail};
use std::env;
use std::path::{Path, PathBuf};

/// The repository and the folder of installed tools.
pub struct House {
    root: PathBuf,
    cache: PathBuf,
}

impl House {
    /// The repository that this program was started from by `cargo xtask`.
    pub fn find() -> Result<House> {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").context("start it as `cargo xtask`, inside the repository")?;
        let root = Path::new(&manifest).parent().context("xtask/ has no folder above it")?.to_path_buf();
        Ok(House { root, cache: cache()? })
    }

    /// The repository's own folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A place in the repository.
    pub fn at(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// A place in the repository that must be there; `what` says what for.
    pub fn require(&self, path: &str, what: &str) -> Result<PathBuf> {
        let place = self.at(path);
        if !place.exists() {
            bail!("`{path}` is missing: {what}; restore it from version control");
        }
        Ok(place)
    }

    /// A place among the tools that a fresh clone finds again.
    pub fn tool(&self, name: &str) -> PathBuf {
        self.cache.join(name)
    }
}

fn cache() -> Result<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("LANDFALL_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|caches| caches.join("landfall")))
        .or_else(|| env::home_dir().map(|home| home.join(".cache").join("landfall")))
        .context("no home folder to keep tools in; set LANDFALL_CACHE to a folder for them")
}
