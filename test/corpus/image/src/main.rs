use std::io::Cursor;

fn main() {
    let picture = image::RgbImage::from_fn(32, 24, |x, y| image::Rgb([x as u8, y as u8, 7]));
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let back = image::load_from_memory(png.get_ref()).unwrap().to_rgb8();
    let mut jpeg = Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    println!("same: {}, jpeg: {}", back == picture, jpeg.get_ref().starts_with(&[0xff, 0xd8]));
}
