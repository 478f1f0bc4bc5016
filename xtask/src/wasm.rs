//! The WebAssembly module: built by wasm-pack with whichever compiler has the target, then made small by Binaryen.

use crate::child::{answer, run};
use crate::fresh::Job;
use crate::house::House;
use crate::size;
use crate::test::counted;
use crate::tools::{self, CargoTool, path_led_by};
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The module as it ships.
pub const MODULE: &str = "target/wasm-pkg/landfall_bg.wasm";
/// The module as the compiler left it, for tools that look into it.
const UNOPTIMISED: &str = "target/wasm-pkg/landfall_bg.unoptimised.wasm";

/// Set to `s`, `z` or `3`, it tries another optimisation level than Cargo.toml's.
const OPT_LEVEL: &str = "CARGO_PROFILE_WASM_OPT_LEVEL";

/// What every engine since 2022 can do. By name: with all features on, Binaryen writes sections that some hosts refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What makes the module small. Never `--traps-never-happen`: it would take out the checks that end a computation before
/// a wrong figure leaves it.
const PASSES: [&str; 6] = [
    // The stack lies lowest and grows down, so nothing the engine points to is below 1,024.
    "--low-memory-unused",
    "-Oz",
    // Functions of one name on different types are alike, and compress better beside each other.
    "--reorder-functions-by-name",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];

/// Builds the module unless it is there already, and prints its size.
pub fn build(house: &House) -> Result<()> {
    let toolchain = Toolchain::find(house)?;
    let inputs = ["src", "wasm", "Cargo.toml", "Cargo.lock", ".cargo/config.toml", "xtask/src/wasm.rs"];
    let job = Job {
        name: "wasm",
        inputs: inputs.map(|input| house.at(input)).to_vec(),
        options: format!("{} {:?}", toolchain.version(), env::var_os(OPT_LEVEL)),
        outputs: vec![house.at(MODULE), house.at("target/wasm-pkg/landfall_bg.js")],
    };
    if job.unless_fresh(house, || compile(house, &toolchain))? {
        println!("{}", size::line(&house.at(MODULE), "module")?);
    }
    Ok(())
}

/// Installs Debian's compiler where the one in use lacks the target.
pub fn install_toolchain(house: &House) -> Result<()> {
    Toolchain::find(house).map(drop)
}

/// Runs the module's own tests in Node and in Chromium.
pub fn test(house: &House) -> Result<String> {
    let toolchain = Toolchain::find(house)?;
    let browser = tools::browser(house)?;
    let driver = browser.driver.to_string_lossy();
    let mut counts = Vec::new();
    for (host, options) in
        [("Node", &["--node"][..]), ("Chromium", &["--headless", "--chrome", "--chromedriver", &driver])]
    {
        let mut test = wasm_pack(house, &toolchain, "test")?;
        test.args(["--mode", "no-install"]).args(options).arg("wasm").args(toolchain.options());
        if host == "Chromium" {
            test.env("WASM_BINDGEN_USE_BROWSER", "1");
        }
        let said = run(house, &format!("wasm-pack test in {host}"), &mut test)?;
        counts.push(format!("{} in {host}", counted(&said)?));
    }
    Ok(counts.join(", "))
}

/// Fails where the module names a folder of the machine that built it.
pub fn assert_anonymous(house: &House) -> Result<()> {
    let module = fs::read(house.at(MODULE)).with_context(|| format!("reading `{MODULE}`"))?;
    let mut folders = vec![house.root().to_path_buf(), cargo_home()?];
    folders.extend(env::home_dir());
    folders.extend(Toolchain::find(house)?.sysroot());
    let own = folders.iter().map(|folder| folder.as_os_str().as_encoded_bytes());
    let usual: [&[u8]; 4] = [b"/home/", b"/Users/", b"/registry/src/", b"/usr/src/"];
    // A home of `/` or a system root of `/usr` is no one's name.
    for name in own.filter(|folder| folder.iter().filter(|byte| **byte == b'/').count() > 1).chain(usual) {
        if module.windows(name.len()).any(|window| window == name) {
            bail!("the module names `{}`, a folder of this machine", String::from_utf8_lossy(name));
        }
    }
    Ok(())
}

fn compile(house: &House, toolchain: &Toolchain) -> Result<()> {
    let wasm_opt = tools::wasm_opt(house)?;
    let mut pack = wasm_pack(house, toolchain, "build")?;
    pack.args(["wasm", "--profile", "wasm", "--mode", "force", "--target", "bundler"]);
    pack.args(["--no-pack", "--no-opt", "--no-gitignore", "--out-name", "landfall", "--out-dir", "../target/wasm-pkg"]);
    pack.env("CARGO_ENCODED_RUSTFLAGS", toolchain.flags(house)?).arg("--").args(toolchain.options());
    run(house, "wasm-pack build", &mut pack)?;
    fs::rename(house.at(MODULE), house.at(UNOPTIMISED)).context("keeping the compiler's module")?;
    let mut opt = Command::new(wasm_opt);
    opt.arg(house.at(UNOPTIMISED)).args(FEATURES).args(PASSES).arg("--output").arg(house.at(MODULE));
    run(house, "wasm-opt", &mut opt)?;
    assert_anonymous(house)
}

fn wasm_pack(house: &House, toolchain: &Toolchain, job: &str) -> Result<Command> {
    let bindgen = CargoTool::wasm_bindgen(house)?.folder(house)?;
    let pack = CargoTool::wasm_pack()?.folder(house)?;
    let mut command = Command::new(pack.join("wasm-pack"));
    command.arg(job).current_dir(house.root());
    toolchain.dress(&mut command, house, &[&bindgen])?;
    Ok(command)
}

/// The compiler that the module is built with.
enum Toolchain {
    /// The one in use has the target.
    Own,
    /// Debian's, which has not, but may build the standard library for it.
    Debian,
}

impl Toolchain {
    /// Finds it, and installs Debian's where the other will not do.
    fn find(house: &House) -> Result<Toolchain> {
        let target = ["--print", "target-libdir", "--target", "wasm32-unknown-unknown"];
        let library = answer(Command::new("rustc").args(target));
        if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
            return Ok(Toolchain::Own);
        }
        tools::debian_wasm_toolchain(house)?;
        Ok(Toolchain::Debian)
    }

    fn rustc(&self) -> Command {
        Command::new(match self {
            Toolchain::Own => "rustc",
            Toolchain::Debian => "/usr/bin/rustc",
        })
    }

    fn version(&self) -> String {
        answer(self.rustc().arg("--version")).unwrap_or_default()
    }

    fn sysroot(&self) -> Option<PathBuf> {
        answer(self.rustc().args(["--print", "sysroot"])).map(PathBuf::from)
    }

    fn options(&self) -> &'static [&'static str] {
        match self {
            Toolchain::Own => &[],
            Toolchain::Debian => &["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"],
        }
    }

    /// Compiler flags that keep the module small and this machine's folders out of it, as cargo wants them encoded.
    fn flags(&self, house: &House) -> Result<OsString> {
        // A digest is made once a quote at most: its rounds may stay a loop.
        let mut flags: Vec<OsString> = vec![r#"--cfg=sha2_backend_soft="compact""#.into()];
        let registry = cargo_home()?.join("registry/src");
        for source in fs::read_dir(&registry).into_iter().flatten().flatten() {
            flags.push(remap(&source.path(), "crates"));
        }
        flags.push(remap(house.root(), "landfall"));
        if let (Toolchain::Debian, Some(sysroot)) = (self, self.sysroot()) {
            flags.push(remap(&fs::canonicalize(sysroot.join("lib/rustlib/src/rust"))?, "std"));
            flags.push(remap(&sysroot.join("lib/rustlib/src/rust"), "std"));
            // A panic says nothing that a page could read, so it traps where it happens.
            flags.extend(["-Zunstable-options", "-Cpanic=immediate-abort"].map(OsString::from));
            flags.extend(["-Zlocation-detail=none", "-Zfmt-debug=none"].map(OsString::from));
        }
        Ok(flags.join(OsStr::new("\u{1f}")))
    }

    /// Leads `command` to the compiler; that one alone, for Debian's does not serve the rest of the build.
    fn dress(&self, command: &mut Command, house: &House, others: &[&Path]) -> Result<()> {
        let Toolchain::Debian = self else {
            command.env("PATH", path_led_by(others)?);
            return Ok(());
        };
        let links = house.at("target/debian-rust");
        for program in ["cargo", "rustc"] {
            link(&Path::new("/usr/bin").join(program), &links.join(program))?;
        }
        command.env("PATH", path_led_by(&[&[links.as_path()], others].concat())?);
        // What the outer cargo says of itself would lead the inner one back to it.
        for outer in ["LD_LIBRARY_PATH", "CARGO", "RUSTC", "RUSTDOC"] {
            command.env_remove(outer);
        }
        command.env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19");
        Ok(())
    }
}

fn cargo_home() -> Result<PathBuf> {
    let set = env::var_os("CARGO_HOME").map(PathBuf::from);
    set.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("neither CARGO_HOME nor a home folder is set")
}

fn remap(folder: &Path, name: &str) -> OsString {
    let mut flag = OsString::from("--remap-path-prefix=");
    flag.push(folder);
    flag.push("=");
    flag.push(name);
    flag
}

fn link(program: &Path, name: &Path) -> Result<()> {
    if fs::read_link(name).is_ok_and(|now| now == program) {
        return Ok(());
    }
    if let Some(folder) = name.parent() {
        fs::create_dir_all(folder)?;
    }
    let _ = fs::remove_file(name);
    std::os::unix::fs::symlink(program, name).with_context(|| format!("linking `{}`", name.display()))
}
