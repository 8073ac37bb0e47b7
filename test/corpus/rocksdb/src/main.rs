fn main() {
    let folder = std::env::temp_dir().join(format!("ferry-corpus-rocks-{}", std::process::id()));
    let db = rocksdb::DB::open_default(&folder).unwrap();
    db.put(b"key", b"value").unwrap();
    println!("{}", String::from_utf8(db.get(b"key").unwrap().unwrap()).unwrap());
    drop(db);
    std::fs::remove_dir_all(folder).unwrap();
}
