/// No sound card is needed: ALSA's own null device takes what is played.
fn main() {
    use alsa::pcm::{Access, Format, HwParams, PCM};
    let pcm = PCM::new("null", alsa::Direction::Playback, false).unwrap();
    let params = HwParams::any(&pcm).unwrap();
    params.set_channels(1).unwrap();
    params.set_rate(44100, alsa::ValueOr::Nearest).unwrap();
    params.set_format(Format::s16()).unwrap();
    params.set_access(Access::RWInterleaved).unwrap();
    pcm.hw_params(&params).unwrap();
    let written = pcm.io_i16().unwrap().writei(&[0i16; 64]).unwrap();
    // A structure with time in it: where C and Rust disagree on its size, the stack is overwritten.
    let guard = [0x5au8; 64];
    let time = pcm.status().unwrap().get_htstamp();
    println!("{written} frames, guard whole: {}, time {}", guard == [0x5a; 64], time.tv_nsec >= 0);
}
