//! Names of Debian packages → a private folder with their programs, unpacked and never installed, that run with their own libraries.

use super::place::{Home, at};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What the programs of one folder were unpacked from.
pub(crate) struct Package {
    /// The name of the folder.
    pub(crate) name: &'static str,
    /// The suite of Debian that has them.
    pub(crate) suite: &'static str,
    /// The packages to ask for; what they need comes with them.
    pub(crate) wanted: &'static [&'static str],
}

/// Packages that are of no use to a program which is only unpacked: said to be installed, so that apt leaves them out.
const PRETENDED: &[&str] = &[
    "adduser",
    "debconf",
    "libllvm14",
    "libllvm17t64",
    "libllvm18",
    "libllvm19",
    "libllvm20",
    "libllvm21",
    "locales",
    "logsave",
    "mariadb-common",
    "mysql-common",
    "netbase",
    "passwd",
    "perl",
    "perl-base",
    "postgresql-client-common",
    "postgresql-common",
    "postgresql-common-dev",
    "procps",
    "psmisc",
    "rsync",
    "ssl-cert",
    "systemd",
    "sysvinit-utils",
    "tzdata",
    "ucf",
];

/// Debian's word for this processor, the folder of its libraries, and its loader of programs.
const PROCESSORS: &[(&str, &str, &str, &str)] = &[
    ("x86_64", "amd64", "x86_64-linux-gnu", "ld-linux-x86-64.so.2"),
    ("aarch64", "arm64", "aarch64-linux-gnu", "ld-linux-aarch64.so.1"),
];

/// A folder of unpacked packages.
#[derive(Clone)]
pub(crate) struct Unpacked {
    pub(crate) folder: PathBuf,
    loader: PathBuf,
    libraries: String,
}

impl Unpacked {
    /// A command that runs a program of this folder, named by its path in it, with the loader and the libraries of this folder.
    pub(crate) fn program(&self, path: &str) -> Command {
        let program = self.folder.join(path);
        let mut command = Command::new(&self.loader);
        command.arg("--library-path").arg(&self.libraries).arg("--argv0").arg(&program).arg(&program);
        command
    }

    /// Puts a script in the place of a program, for programs that start others by their path.
    pub(crate) fn script(&self, path: &str) -> Result<(), String> {
        let (program, original) = (self.folder.join(path), self.folder.join(format!("{path}.program")));
        let line = format!(
            "#!/bin/sh\nexec '{}' --library-path '{}' --argv0 '{}' '{}' \"$@\"\n",
            self.loader.display(),
            self.libraries,
            program.display(),
            original.display(),
        );
        fs::rename(&program, &original).map_err(at(&program))?;
        fs::write(&program, line).map_err(at(&program))?;
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).map_err(at(&program))
    }
}

/// Gives the folder of a package; fetches and unpacks it when this was not done before, then calls `prepare` once.
///
/// # Errors
/// What this machine lacks (apt, a mirror of Debian, the network), in one sentence.
pub(crate) fn unpacked(
    home: &Home,
    package: &Package,
    prepare: impl FnOnce(&Unpacked) -> Result<(), String>,
) -> Result<Unpacked, String> {
    let folder = home.package(package.name);
    let _lock = home.lock(&folder)?;
    let (_, processor, triple, loader) = processor()?;
    let done = folder.join(".unpacked");
    let is_new = !done.exists();
    if is_new {
        fetch(&folder, package, processor)
            .map_err(|why| format!("Debian's {} cannot be had: {why}", package.wanted[0]))?;
    }
    let places = [format!("usr/lib/{triple}"), format!("lib/{triple}"), "usr/lib/mysql/private".to_owned()];
    let places: Vec<PathBuf> = places.iter().map(|place| folder.join(place)).collect();
    let found = places.iter().map(|place| place.join(loader)).find(|path| path.exists());
    let loader = found.ok_or_else(|| format!("{} has no {loader}", folder.display()))?;
    let libraries: Vec<String> = places.iter().map(|place| place.display().to_string()).collect();
    let unpacked = Unpacked { folder, loader, libraries: libraries.join(":") };
    if is_new {
        prepare(&unpacked)?;
        fs::write(&done, "").map_err(at(&done))?;
    }
    Ok(unpacked)
}

fn processor() -> Result<&'static (&'static str, &'static str, &'static str, &'static str), String> {
    let here = std::env::consts::ARCH;
    let found = PROCESSORS.iter().find(|(name, ..)| *name == here && cfg!(target_os = "linux"));
    found.ok_or_else(|| format!("there are no packages of Debian for {here} {}", std::env::consts::OS))
}

fn fetch(folder: &Path, package: &Package, processor: &str) -> Result<(), String> {
    let (mirror, key) = mirror(&machine_sources()).ok_or("this machine's apt has no mirror of Debian")?;
    fs::remove_dir_all(folder).ok();
    let apt = folder.join(".apt");
    for part in ["lists/partial", "archives/partial", "state", "log"] {
        fs::create_dir_all(apt.join(part)).map_err(at(&apt))?;
    }
    let write = |name: &str, text: String| fs::write(apt.join(name), text).map_err(at(&apt));
    let signed = key.map(|key| format!("[signed-by={key}] ")).unwrap_or_default();
    write("sources", format!("deb {signed}{mirror} {} main\n", package.suite))?;
    write("status", PRETENDED.iter().map(|name| pretended(name, processor)).collect())?;
    write("conf", configuration(&apt, processor))?;
    let apt_get = |words: &[&str]| {
        let mut command = Command::new("apt-get");
        command.env("APT_CONFIG", apt.join("conf")).args(["-qq", "-o", "Debug::NoLocking=true"]).args(words);
        quiet(&mut command)
    };
    apt_get(&["update"])?;
    apt_get(&[&["install", "--yes", "--download-only"], package.wanted].concat())?;
    for file in fs::read_dir(apt.join("archives")).map_err(at(&apt))? {
        let file = file.map_err(at(&apt))?.path();
        if file.extension().is_some_and(|extension| extension == "deb") {
            unpack(&file, folder)?;
        }
    }
    fs::remove_dir_all(&apt).map_err(at(&apt))
}

/// A word of the status file by which apt takes a package for installed.
fn pretended(name: &str, processor: &str) -> String {
    format!(
        "Package: {name}\nStatus: install ok installed\nVersion: 9999\nArchitecture: {processor}\nMulti-Arch: allowed\n\
         Maintainer: nobody\nDescription: left out\n\n"
    )
}

/// A world of its own for apt: it reads and writes nothing of the machine's but the settings of its network.
fn configuration(apt: &Path, processor: &str) -> String {
    let apt = apt.display();
    format!(
        "Dir::Etc::sourcelist \"{apt}/sources\";\nDir::Etc::sourceparts \"/dev/null\";\nDir::Etc::preferences \"/dev/null\";\n\
         Dir::Etc::preferencesparts \"/dev/null\";\nDir::State \"{apt}/state\";\nDir::State::lists \"{apt}/lists\";\n\
         Dir::State::status \"{apt}/status\";\nDir::Cache \"{apt}\";\nDir::Cache::archives \"{apt}/archives\";\nDir::Log \"{apt}/log\";\n\
         APT::Architecture \"{processor}\";\nAPT::Architectures {{ \"{processor}\"; }};\nAPT::Install-Recommends \"false\";\n\
         APT::Sandbox::User \"root\";\nAPT::Update::Error-Mode \"any\";\nAcquire::Languages \"none\";\nAcquire::Retries \"1\";\nAcquire::http::Timeout \"15\";\n\
         Acquire::IndexTargets::deb::DEP-11::DefaultEnabled \"false\";\n\
         Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled \"false\";\n\
         #clear APT::Update::Post-Invoke;\n#clear APT::Update::Post-Invoke-Success;\n#clear DPkg::Post-Invoke;\n"
    )
}

/// All that this machine's apt reads about its sources.
fn machine_sources() -> String {
    let parts = fs::read_dir("/etc/apt/sources.list.d").into_iter().flatten().flatten().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = parts.chain([PathBuf::from("/etc/apt/sources.list")]).collect();
    files.sort();
    files.iter().filter_map(|file| fs::read_to_string(file).ok()).map(|text| text + "\n\n").collect()
}

/// The mirror of Debian's packages among sources in either of apt's two forms, and the file of its keys.
fn mirror(sources: &str) -> Option<(String, Option<String>)> {
    let is_debian = |url: &str| url.contains("://") && url.trim_end_matches('/').ends_with("/debian");
    for paragraph in sources.split("\n\n") {
        let field = |name: &str| {
            paragraph.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(|value| value.trim())
        };
        let urls = field("URIs").unwrap_or_default();
        if let Some(url) = urls.split_whitespace().find(|url| is_debian(url)) {
            return Some((url.to_owned(), field("Signed-By").filter(|key| key.starts_with('/')).map(str::to_owned)));
        }
    }
    let lines = sources.lines().filter(|line| line.starts_with("deb "));
    lines.into_iter().find_map(|line| {
        let url = line.split_whitespace().find(|word| is_debian(word))?;
        let key = line.split(['[', ']', ' ']).find_map(|word| word.strip_prefix("signed-by="));
        Some((url.to_owned(), key.map(str::to_owned)))
    })
}

/// Unpacks a package without its documents.
fn unpack(file: &Path, folder: &Path) -> Result<(), String> {
    let mut archive = Command::new("dpkg-deb");
    archive.arg("--fsys-tarfile").arg(file).stdout(Stdio::piped());
    let mut archive = archive.spawn().map_err(|error| format!("dpkg-deb: {error}"))?;
    let mut tar = Command::new("tar");
    tar.args(["--extract", "--no-same-owner", "--directory"]).arg(folder);
    tar.args(["doc", "man", "locale", "lintian", "bug"].map(|part| format!("--exclude=./usr/share/{part}")));
    tar.stdin(archive.stdout.take().map_or_else(Stdio::null, Stdio::from));
    quiet(&mut tar)?;
    let ended = archive.wait().map_err(|error| format!("dpkg-deb: {error}"))?;
    if ended.success() { Ok(()) } else { Err(format!("dpkg-deb {}: {ended}", file.display())) }
}

/// Runs a command without showing what it prints, which is part of the error when it fails.
pub(crate) fn quiet(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program}: {error}"))?;
    let printed = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    if output.status.success() {
        return Ok(printed);
    }
    let lines: Vec<&str> = printed.lines().collect();
    Err(format!("{program}: {}: {}", output.status, lines[lines.len().saturating_sub(8)..].join(" | ")))
}

#[cfg(test)]
mod tests {
    use super::mirror;

    fn found(sources: &str) -> Option<(String, Option<String>)> {
        mirror(sources)
    }

    #[test]
    fn the_mirror_is_found_in_both_forms_of_sources() {
        let paragraphs = "Types: deb\nURIs: https://tools.example/apt\nSuites: x\n\nTypes: deb\n# a remark\n\
                          URIs: http://mirror.example/debian/\nSuites: bookworm\nSigned-By: /keys/debian.gpg\n";
        assert_eq!(found(paragraphs), Some(("http://mirror.example/debian/".into(), Some("/keys/debian.gpg".into()))));
        let lines = "# deb http://old.example/debian x main\ndeb https://other.example/apt x main\n\
                     deb [arch=amd64 signed-by=/keys/a.gpg] http://mirror.example/debian bookworm main\n";
        assert_eq!(found(lines), Some(("http://mirror.example/debian".into(), Some("/keys/a.gpg".into()))));
        assert_eq!(found("deb http://mirror.example/ubuntu noble main\n"), None);
        assert_eq!(found("Types: deb\nURIs: http://mirror.example/debian-security\n"), None);
    }
}
