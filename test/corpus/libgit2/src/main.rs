use git2::{Repository, Signature};

fn main() -> Result<(), git2::Error> {
    let folder = std::env::temp_dir().join(format!("ferry-corpus-git-{}", std::process::id()));
    let repository = Repository::init(&folder)?;
    let tree = repository.find_tree(repository.treebuilder(None)?.write()?)?;
    let who = Signature::new("board", "board@example.org", &git2::Time::new(0, 0))?;
    let commit = repository.commit(Some("HEAD"), &who, &who, "first", &tree, &[])?;
    println!("commit {commit}");
    std::fs::remove_dir_all(folder).unwrap();
    Ok(())
}
