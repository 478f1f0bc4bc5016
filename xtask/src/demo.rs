//! What a merchant sees: the example carts, quoted.

use crate::child::show;
use crate::house::House;
use crate::package;
use anyhow::{Context, Result, bail};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The command's exit status where no honest figure can be given.
const REFUSED: i32 = 3;

/// Quotes every example cart; then serves the page, or says how to.
pub fn run(house: &House, serve: bool) -> Result<()> {
    package::build(house)?;
    for cart in carts(house)? {
        println!("\n{}", title(&cart));
        quote(house, &cart)?;
    }
    if serve {
        return serve_page(house);
    }
    println!("\nThe checkout page: cargo xtask demo --serve");
    Ok(())
}

fn carts(house: &House) -> Result<Vec<PathBuf>> {
    let folder = house.require("examples/carts", "the example carts")?;
    let mut carts: Vec<PathBuf> = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    carts.retain(|cart| cart.extension().is_some_and(|kind| kind == "json"));
    carts.sort();
    Ok(carts)
}

/// `02-a-bag-to-france.json` as people would say it.
fn title(cart: &Path) -> String {
    let name = cart.file_stem().unwrap_or_default().to_string_lossy().replace('-', " ");
    let words = name.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn quote(house: &House, cart: &Path) -> Result<()> {
    let mut quote = Command::new("node");
    quote.args(["pkg/bin/landfall.js", "quote", "--human"]).arg(cart).current_dir(house.root());
    let status = quote.status().context("`node` can't be started; is it installed?")?;
    // A refused quote is an answer too.
    match status.code() {
        Some(0 | REFUSED) => Ok(()),
        _ => bail!("`{}` was not quoted ({status})", cart.display()),
    }
}

fn serve_page(house: &House) -> Result<()> {
    package::build_page(house)?;
    println!("\nServing the checkout page; end it with Ctrl-C.");
    let mut serve = Command::new("npm");
    serve.args(["run", "preview", "--", "--host", "localhost"]).current_dir(house.at("www"));
    if has_desktop() {
        serve.arg("--open");
    }
    show(&mut serve).context("serving the page")
}

fn has_desktop() -> bool {
    cfg!(target_os = "macos") || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| env::var_os(name).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cart_is_titled_by_its_file() {
        assert_eq!(title(Path::new("examples/01-three-lines-to-Germany.json")), "Three lines to Germany");
    }
}
