use embedded_graphics::pixelcolor::Rgb888;
use embedded_graphics::prelude::*;
use embedded_graphics::primitives::{Circle, PrimitiveStyle};
use embedded_graphics_simulator::{OutputSettingsBuilder, SimulatorDisplay};

fn main() {
    let mut display: SimulatorDisplay<Rgb888> = SimulatorDisplay::new(Size::new(64, 64));
    let style = PrimitiveStyle::with_fill(Rgb888::WHITE);
    Circle::new(Point::new(8, 8), 48).into_styled(style).draw(&mut display).unwrap();
    let output = display.to_rgb_output_image(&OutputSettingsBuilder::new().build());
    let png = output.to_base64_png().unwrap();
    println!("{} png {}", display.get_pixel(Point::new(32, 32)) == Rgb888::WHITE, png.starts_with("iVBOR"));
}
