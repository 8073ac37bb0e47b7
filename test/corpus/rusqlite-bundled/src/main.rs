use rusqlite::Connection;

fn main() -> rusqlite::Result<()> {
    let db = Connection::open_in_memory()?;
    db.execute_batch("CREATE TABLE t (x REAL, s TEXT); INSERT INTO t VALUES (1.5, 'a'), (2.25, 'b');")?;
    let sum: f64 = db.query_row("SELECT sum(x) FROM t WHERE s LIKE '%'", [], |row| row.get(0))?;
    println!("sum {sum}, SQLite {}", rusqlite::version());
    Ok(())
}
