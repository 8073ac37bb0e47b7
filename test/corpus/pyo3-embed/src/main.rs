use pyo3::prelude::*;

fn main() -> PyResult<()> {
    Python::attach(|py| {
        let sum: u32 = py.eval(c"sum(range(7))", None, None)?.extract()?;
        println!("{sum}, Python {}", py.version_info().major);
        Ok(())
    })
}
