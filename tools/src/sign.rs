//! Signatures: whose snapshot it is, told by a key that never lies in the repository.
//!
//! What is signed is the manifest, byte by byte; the manifest names every file by its digest. `docs/signing.md` says what
//! a signature promises, and what it does not.

use crate::build::{MANIFEST, Manifest};
use crate::import::fault::{Fault, Faults};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// The file that holds the signature of the manifest beside it.
pub const SIGNATURE: &str = "manifest.sig";
/// How the one line of a key file begins, so that nobody takes it for something else.
const SECRET: &str = "landfall-secret-key ";

/// What to do with keys.
#[derive(clap::Subcommand)]
pub enum Key {
    /// Make a pair of keys: write the secret one, print the public one
    #[command(
        after_help = "Keep the file where only the publisher reads it, and a copy of it elsewhere: who loses it can't
sign any more, who has it can sign anything. It is not written into a repository.

Example:
  landfall-data key new ~/.config/landfall/publisher.key"
    )]
    New {
        /// The file to write the secret key to; it must not be there yet
        file: PathBuf,
    },
    /// Print the public key of a secret one, as pages are given it
    #[command(after_help = "Example:
  landfall-data key show ~/.config/landfall/publisher.key")]
    Show {
        /// The file of the secret key
        file: PathBuf,
    },
}

/// What to sign, and with which key.
#[derive(clap::Args)]
#[command(
    after_help = "Every file that the manifest names must be there, whole; then the manifest is signed as it stands. To
change keys, name the next one in edition.toml (`next-key`), publish an edition that the old key signs, and sign with the
new key from then on.

Example:
  landfall-data sign tariff-data/snapshot --key ~/.config/landfall/publisher.key"
)]
pub struct Sign {
    /// The folder of the manifest
    #[arg(default_value = "target/snapshot")]
    folder: PathBuf,
    /// The file of the secret key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

/// What to verify, and by which key.
#[derive(clap::Args)]
#[command(after_help = "Without a key only the files are held to the manifest: whose it is stays untold.

Example:
  landfall-data verify target/snapshot --public-key 3p4bnLF1eDlFGc0SuiVNZ8LMXYN9wDURjKQHHMLJXrw=")]
pub struct Verify {
    /// The folder of the manifest
    #[arg(default_value = "target/snapshot")]
    folder: PathBuf,
    /// The public key, 32 bytes in base64
    #[arg(long, value_name = "KEY")]
    public_key: Option<String>,
}

/// Makes or shows keys.
pub fn key(command: &Key) -> ExitCode {
    told(match command {
        Key::New { file } => new_key(file).map(|public| format!("Wrote {}\nPublic key {public}", file.display())),
        Key::Show { file } => secret(file).map(|secret| public(&secret)),
    })
}

/// Signs the manifest of a folder.
pub fn sign(args: &Sign) -> ExitCode {
    told(sign_folder(&args.folder, &args.key))
}

/// Holds the files of a folder to their manifest, and the manifest to its signature.
pub fn verify(args: &Verify) -> ExitCode {
    told(verify_folder(&args.folder, args.public_key.as_deref()))
}

fn told(result: Result<String, Faults>) -> ExitCode {
    match result {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(faults) => {
            eprint!("{faults}");
            ExitCode::from(2)
        }
    }
}

fn new_key(file: &Path) -> Result<String, Faults> {
    let at = |cause: String, remedy: &str| Fault::of(&file.display().to_string(), cause, remedy);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| at(format!("can't be written: {error}"), "choose another place"))?;
    if let Some(repository) = repository_around(folder) {
        let cause = format!("lies in the repository {}", repository.display());
        return Err(at(cause, "choose a place outside of it: a secret key must never be committed").into());
    }
    let mut seed = [0; 32];
    getrandom::fill(&mut seed).map_err(|error| at(format!("can't be made: {error}"), "try again"))?;
    let key = SigningKey::from_bytes(&seed);
    let text = format!("{SECRET}{}\n", STANDARD.encode(key.to_bytes()));
    write_secret(file, &text)
        .map_err(|error| at(format!("can't be written: {error}"), "choose a file that is not there yet"))?;
    Ok(public(&key))
}

/// The folder above this one that git keeps.
fn repository_around(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    folder.ancestors().find(|above| above.join(".git").exists()).map(Path::to_path_buf)
}

/// A new file that only its owner reads.
fn write_secret(file: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)?.write_all(text.as_bytes())
}

fn secret(file: &Path) -> Result<SigningKey, Faults> {
    let at = |cause: String| Fault::of(&file.display().to_string(), cause, "make one with `landfall-data key new`");
    let text = fs::read_to_string(file).map_err(|error| at(format!("can't be read: {error}")))?;
    let seed = text.trim_end().strip_prefix(SECRET).and_then(|text| STANDARD.decode(text).ok());
    let seed = seed.and_then(|seed| <[u8; 32]>::try_from(seed).ok());
    Ok(SigningKey::from_bytes(&seed.ok_or_else(|| at("is no secret key".into()))?))
}

fn public(key: &SigningKey) -> String {
    STANDARD.encode(key.verifying_key().to_bytes())
}

fn sign_folder(folder: &Path, key: &Path) -> Result<String, Faults> {
    let key = secret(key)?;
    let (manifest, bytes) = whole(folder)?;
    let signature = STANDARD.encode(key.sign(&bytes).to_bytes());
    let file = folder.join(SIGNATURE);
    fs::write(&file, signature + "\n").map_err(|error| {
        Fault::of(&file.display().to_string(), format!("can't be written: {error}"), "check the disk and permissions")
    })?;
    Ok(format!("Signed edition {}, sequence {}, by {}", manifest.edition, manifest.sequence, public(&key)))
}

fn verify_folder(folder: &Path, key: Option<&str>) -> Result<String, Faults> {
    let (manifest, bytes) = whole(folder)?;
    let files = format!("Edition {}: {} files are those of the manifest", manifest.edition, manifest.entries().count());
    let Some(key) = key else {
        return Ok(format!("{files}\nWhose it is was not asked: give --public-key to verify the signature"));
    };
    verify_manifest(folder, &bytes, key)?;
    Ok(format!("{files}\nSigned by {key}"))
}

fn verify_manifest(folder: &Path, bytes: &[u8], key: &str) -> Result<(), Fault> {
    let file = folder.join(SIGNATURE);
    let at = |cause: &str, remedy: &str| Fault::of(&file.display().to_string(), cause, remedy);
    let public = STANDARD.decode(key).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let public = public
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or_else(|| Fault::of("--public-key", "is no Ed25519 key", "give 32 bytes in base64").cell("key", key))?;
    let text = fs::read_to_string(&file)
        .map_err(|_| at("is missing: the snapshot is not signed", "ask its publisher, or sign it yourself"))?;
    let signature = STANDARD.decode(text.trim_end()).ok().and_then(|bytes| Signature::from_slice(&bytes).ok());
    let signature = signature.ok_or_else(|| at("is no signature", "fetch it again"))?;
    public
        .verify_strict(bytes, &signature)
        .map_err(|_| at("is not by this key", "someone changed the manifest, or another publisher signed it"))
}

/// The manifest in a folder, its bytes, and the certainty that its files are there as it says.
fn whole(folder: &Path) -> Result<(Manifest, Vec<u8>), Faults> {
    let path = folder.join(MANIFEST);
    let missing = || Fault::of(&path.display().to_string(), "is missing", "build the snapshot first");
    let manifest = Manifest::read(folder)?.ok_or_else(missing)?;
    let bytes = fs::read(&path).map_err(|_| missing())?;
    let mut faults = Faults::default();
    for entry in manifest.entries() {
        let file = folder.join(&entry.file).display().to_string();
        match fs::read(&file) {
            Err(error) => faults.push(Fault::of(&file, format!("can't be read: {error}"), "build the snapshot anew")),
            Ok(bytes) if !entry.names(&bytes) => {
                faults.push(Fault::of(&file, "is not the file that the manifest names", "build the snapshot anew"));
            }
            Ok(_) => {}
        }
    }
    faults.or((manifest, bytes))
}
