//! The albums' downloads: a short synthesized piece for each, as a WAV file.
//!
//! An arpeggio over a slow chord progression, in a key and tempo derived from the album's id. Plucked tones
//! are read from a wavetable, so that synthesizing the whole catalogue does not slow down the first start.

use super::rng::Rng;

const RATE: u32 = 22_050;
/// The samples of a piece: ten seconds.
const LENGTH: usize = 10 * RATE as usize;
/// The samples of the wavetable: a power of two.
const PERIOD: usize = 1024;

/// Semitones above the key note: a major and a minor pentatonic scale.
const SCALES: [[i32; 5]; 2] = [[0, 2, 4, 7, 9], [0, 3, 5, 7, 10]];
/// Scale degrees of the chords, one chord per bar.
const PROGRESSIONS: [[usize; 4]; 3] = [[0, 3, 1, 4], [0, 4, 3, 1], [0, 2, 4, 3]];

/// Synthesizes the files of these albums. Returns each with its album's id.
pub fn play(albums: &[&'static str]) -> Vec<(&'static str, Vec<u8>)> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = albums.len().div_ceil(threads).max(1);
    let tone = period();
    let file = |album: &&'static str| (*album, wav(&compose(album, &tone)));
    std::thread::scope(|scope| {
        let play = |share| scope.spawn(move || <[&'static str]>::iter(share).map(file).collect::<Vec<_>>());
        let shares: Vec<_> = albums.chunks(share).map(play).collect();
        shares.into_iter().flat_map(|share| share.join().expect("a piece is made of numbers alone")).collect()
    })
}

/// Returns one period of a soft pluck: a fundamental and a few overtones.
fn period() -> Vec<f32> {
    let overtones = [(1.0, 1.0), (2.0, 0.36), (3.0, 0.16), (4.0, 0.07), (6.0, 0.03)];
    (0..PERIOD)
        .map(|i| {
            let angle = i as f32 / PERIOD as f32 * std::f32::consts::TAU;
            overtones.iter().map(|(n, volume)| (angle * n).sin() * volume).sum()
        })
        .collect()
}

/// Composes the piece of an album, with samples between -1 and 1.
fn compose(album: &str, tone: &[f32]) -> Vec<f32> {
    let mut rng = Rng::named(album);
    let scale = rng.pick(&SCALES);
    let progression = rng.pick(&PROGRESSIONS);
    let key = 45 + rng.below(8) as i32;
    let beat = (rng.between(0.26, 0.42) * RATE as f32) as usize;
    let pattern: Vec<usize> = (0..8).map(|_| rng.below(5)).collect();
    let midi = |degree: usize, octave: i32| key + 12 * (octave + (degree / 5) as i32) + scale[degree % 5];

    let mut samples = vec![0.0; LENGTH];
    for (count, start) in (0..LENGTH).step_by(beat).enumerate() {
        let chord = progression[count / 8 % 4];
        if count % 8 == 0 {
            pluck(&mut samples[start..], tone, midi(chord, -1), 0.34, 2.6);
        }
        let step = pattern[count % 8];
        // Occasional rests make it a melody.
        if step != 4 || count % 2 == 0 {
            let accent = if count % 4 == 0 { 0.26 } else { 0.19 };
            pluck(&mut samples[start..], tone, midi(chord + step, 1), accent, 1.1);
        }
    }
    fade_out(&mut samples);
    samples
}

/// Adds a note that decays over `seconds`.
fn pluck(samples: &mut [f32], tone: &[f32], midi: i32, volume: f32, seconds: f32) {
    let frequency = 440.0 * ((midi - 69) as f32 / 12.0).exp2();
    // The phase is in the upper bits of an integer that wraps around with the period.
    let stride = (f64::from(frequency) / f64::from(RATE) * f64::from(u32::MAX)) as u32;
    let shift = u32::BITS - PERIOD.trailing_zeros();
    let decay = (-5.0 / (seconds * RATE as f32)).exp();
    let attack = 0.006 * RATE as f32;
    let (mut place, mut level) = (0_u32, volume);
    for (i, sample) in samples.iter_mut().take((seconds * RATE as f32) as usize).enumerate() {
        *sample += tone[(place >> shift) as usize] * level * (i as f32 / attack).min(1.0);
        place = place.wrapping_add(stride);
        level *= decay;
    }
}

fn fade_out(samples: &mut [f32]) {
    let tail = RATE as usize * 3 / 2;
    let from = samples.len().saturating_sub(tail);
    for (i, sample) in samples[from..].iter_mut().enumerate() {
        *sample *= 1.0 - i as f32 / tail as f32;
    }
}

/// Encodes a WAV file: mono, 16 bits.
fn wav(samples: &[f32]) -> Vec<u8> {
    let bytes = (samples.len() * 2) as u32;
    let mut file = Vec::with_capacity(44 + samples.len() * 2);
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&(36 + bytes).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    file.extend_from_slice(&1_u16.to_le_bytes());
    file.extend_from_slice(&1_u16.to_le_bytes());
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&(RATE * 2).to_le_bytes());
    file.extend_from_slice(&2_u16.to_le_bytes());
    file.extend_from_slice(&16_u16.to_le_bytes());
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    for sample in samples {
        file.extend_from_slice(&((sample.clamp(-1.0, 1.0) * 32_000.0) as i16).to_le_bytes());
    }
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_album_has_a_piece_of_its_own_and_always_the_same() {
        let tone = period();
        assert_eq!(compose("blue-hour", &tone), compose("blue-hour", &tone));
        assert_ne!(compose("blue-hour", &tone), compose("night-ferry", &tone));
    }

    #[test]
    fn a_piece_is_loud_enough_but_never_too_loud() {
        for album in super::super::seed::ALBUMS {
            let loudest = compose(album.id, &period()).into_iter().fold(0.0_f32, |loudest, s| loudest.max(s.abs()));
            assert!((0.25..1.0).contains(&loudest), "{}: {loudest}", album.id);
        }
    }

    #[test]
    fn the_file_says_how_long_it_is() {
        let file = wav(&[0.0, 1.0, -1.0]);
        assert_eq!(file.len(), 44 + 6);
        assert_eq!(file[..4], *b"RIFF");
        assert_eq!(u32::from_le_bytes([file[40], file[41], file[42], file[43]]), 6);
        assert!(wav(&compose("low-sun", &period())).len() < 500_000);
    }
}
