//! `pannier file put`, into a directory.

use std::path::PathBuf;

use crate::{process::run, service::fresh_directory};

/// A fresh directory with a file of 300 bytes in it.
pub fn with_file(name: &str) -> (PathBuf, PathBuf) {
    let data = fresh_directory();
    std::fs::create_dir_all(&data).expect("a directory");
    let file = data.join(name);
    std::fs::write(&file, [7; 300]).expect("a file");
    (data, file)
}

#[test]
fn a_file_is_put_into_the_directory_and_named() {
    let (data, file) = with_file("Blue Hour.flac");
    let put = |arguments: &[&str]| {
        let output = run(&data, &[], &[&["file", "put", file.to_str().unwrap()], arguments].concat());
        (output.status.success(), [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()))
    };
    let (done, [said, aside]) = put(&[]);
    assert!(done, "{aside}");
    assert!(said.starts_with("Uploaded 300 bytes to ") && said.trim_end().ends_with(": Blue Hour.flac"), "{said}");
    assert_eq!((said.lines().count(), aside.as_str()), (1, ""), "no progress where nobody looks");
    assert_eq!(std::fs::read(data.join("files/Blue Hour.flac")).unwrap(), [7; 300]);

    std::fs::write(&file, [8; 10]).unwrap();
    let (done, [said, _]) = put(&["--key", "albums/blue-hour.flac"]);
    assert!(done && said.trim_end().ends_with(": albums/blue-hour.flac"), "{said}");
    assert_eq!(std::fs::read(data.join("files/albums/blue-hour.flac")).unwrap(), [8; 10]);

    let (done, [_, aside]) = put(&["--key", "../blue-hour.flac"]);
    assert!(!done && aside.contains("../blue-hour.flac") && aside.contains("relative path"), "{aside}");
    assert!(!data.join("blue-hour.flac").exists());
    std::fs::remove_file(&file).unwrap();
    let (done, [_, aside]) = put(&[]);
    assert!(!done && aside.contains("Blue Hour.flac") && !aside.contains("panicked"), "{aside}");
    std::fs::remove_dir_all(data).unwrap();
}
