//! The checkout and the user → the folders that servers are kept in, and the user that they run as.

use crate::run::root;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The user and group `nobody`: servers refuse to run as root.
const NOBODY: u32 = 65534;

/// The variable that names another folder for packages and data.
const FOLDER: &str = "QUERENT_SERVERS";

/// Where servers live: unpacked programs are shared by all checkouts, data and state belong to one.
#[derive(Clone)]
pub(crate) struct Home {
    packages: PathBuf,
    runs: PathBuf,
    is_root: bool,
}

impl Home {
    /// Finds the folders and makes them.
    pub(crate) fn find() -> Result<Home, String> {
        let scratch = std::env::temp_dir().join(format!("querent-servers-probe-{}", std::process::id()));
        let owner = File::create(&scratch).and_then(|file| file.metadata());
        let is_root = owner.map_err(|error| format!("{}: {error}", scratch.display()))?.uid() == 0;
        fs::remove_file(&scratch).ok();
        let mut failure = String::new();
        for folder in candidates(is_root) {
            let mut hasher = DefaultHasher::new();
            root().hash(&mut hasher);
            let runs = folder.join("runs").join(format!("{:08x}", hasher.finish() as u32));
            let home = Home { packages: folder.join("packages"), runs, is_root };
            match make_readable(&folder).and_then(|()| home.make()) {
                Ok(()) => return Ok(home),
                Err(error) => failure = format!("{}: {error}", folder.display()),
            }
        }
        Err(format!("servers need a folder that can be written: {failure}; set {FOLDER} to one"))
    }

    fn make(&self) -> std::io::Result<()> {
        for folder in [&self.packages, self.runs.parent().unwrap_or(&self.runs), &self.runs] {
            make_readable(folder)?;
        }
        Ok(())
    }

    /// The folder of programs that were unpacked under `name`.
    pub(crate) fn package(&self, name: &str) -> PathBuf {
        self.packages.join(name)
    }

    /// The folder of data and state of the server `name`.
    pub(crate) fn run(&self, name: &str) -> PathBuf {
        self.runs.join(name)
    }

    /// An empty folder of the server `name`, which the user that it runs as may write.
    pub(crate) fn fresh(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.run(name);
        fs::remove_dir_all(&folder).ok();
        make_readable(&folder).and_then(|()| self.give(&folder)).map_err(at(&folder))?;
        Ok(folder)
    }

    /// Hands a file or folder with all that is in it to the user that servers run as.
    pub(crate) fn give(&self, path: &Path) -> std::io::Result<()> {
        if !self.is_root {
            return Ok(());
        }
        chown(path, Some(NOBODY), Some(NOBODY))?;
        if path.is_dir() {
            for entry in fs::read_dir(path)? {
                self.give(&entry?.path())?;
            }
        }
        Ok(())
    }

    /// Lays the certificate of the tests and its key, which only its owner may read, beside the data of a server.
    pub(crate) fn certificate(&self, folder: &Path) -> Result<(PathBuf, PathBuf), String> {
        let from = root().join("tests").join("certificates");
        let copy = |name: &str| -> Result<PathBuf, String> {
            let to = folder.join(name);
            fs::copy(from.join(name), &to).map_err(at(&from))?;
            fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).map_err(at(&to))?;
            self.give(&to).map_err(at(&to))?;
            Ok(to)
        };
        Ok((copy("server.pem")?, copy("server.key")?))
    }

    /// Makes a command run as the user that servers run as, in a folder that this user can read.
    pub(crate) fn unprivileged(&self, mut command: Command) -> Command {
        command.current_dir("/");
        if self.is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    /// Keeps other runs from the server or package `name` until the answer is dropped.
    pub(crate) fn lock(&self, folder: &Path) -> Result<File, String> {
        let path = folder.with_extension("lock");
        let file = File::create(&path).map_err(at(&path))?;
        file.lock().map_err(at(&path))?;
        Ok(file)
    }

    /// The mark of a test run that uses the servers of this checkout.
    pub(crate) fn in_use(&self) -> Result<File, String> {
        let path = self.runs.join("in-use");
        File::create(&path).map_err(at(&path))
    }
}

/// The folders to try, the best one first. A home folder is no place for root's servers: nobody cannot read it.
fn candidates(is_root: bool) -> Vec<PathBuf> {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return vec![folder.into()];
    }
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
    let cache = if is_root {
        Some(PathBuf::from("/var/cache"))
    } else {
        std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home)
    };
    let temporary = std::env::temp_dir().join(if is_root { "querent-servers-root" } else { "querent-servers" });
    cache.map(|cache| cache.join("querent-servers")).into_iter().chain([temporary]).collect()
}

/// Makes a folder that every user may read, whatever the umask is.
fn make_readable(folder: &Path) -> std::io::Result<()> {
    if !folder.is_dir() {
        fs::create_dir_all(folder)?;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?;
    }
    Ok(())
}

/// An error of a file, with the file's path before it.
pub(crate) fn at(path: &Path) -> impl Fn(std::io::Error) -> String {
    move |error| format!("{}: {error}", path.display())
}
