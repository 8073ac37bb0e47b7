use opencv::core::{Mat, Scalar, CV_8UC1};
use opencv::prelude::*;

fn main() -> opencv::Result<()> {
    let picture = Mat::new_rows_cols_with_default(4, 4, CV_8UC1, Scalar::all(3.0))?;
    println!("{} {}", picture.total(), opencv::core::sum_elems(&picture)?[0]);
    Ok(())
}
