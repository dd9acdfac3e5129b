//! Tickets: a picture with a tear-off stub and a bar code.

use super::{
    super::rng::Rng,
    palette::{Palette, mix},
    svg::{Svg, curve, n, polygon},
};

pub const WIDTH: f32 = 900.0;
pub const HEIGHT: f32 = 600.0;

/// The x coordinate of the stub.
const STUB: f32 = 652.0;

type Motif = fn(&mut Svg, &Palette, &mut Rng);

const MOTIFS: [(&str, Motif); 8] = [
    ("beams", beams),
    ("brass", brass),
    ("candles", candles),
    ("confetti", confetti),
    ("halftone", halftone),
    ("keys", keys),
    ("ripples", ripples),
    ("strings", strings),
];

/// Draws a ticket. `name` seeds everything that the motif leaves open.
pub fn ticket(name: &str, motif: &str, palette: &str, title: &str) -> String {
    let colours = Palette::named(palette);
    let mut rng = Rng::named(name);
    let mut svg = Svg::new(WIDTH, HEIGHT);
    let chosen = MOTIFS.iter().find(|(name, _)| *name == motif);
    let draw = chosen.unwrap_or(&MOTIFS[rng.below(MOTIFS.len())]).1;
    // Rounded corners, and notches where the stub tears off.
    let outline = format!(
        "M60 60H{a}A22 22 0 0 0 {b} 60H840A16 16 0 0 1 856 76V524A16 16 0 0 1 840 540H{b}A22 22 0 0 0 {a} 540H60\
         A16 16 0 0 1 44 524V76A16 16 0 0 1 60 60Z",
        a = STUB - 22.0,
        b = STUB + 22.0
    );
    svg.ground(&if colours.is_dark() {
        mix(colours.ground, colours.hues[2], 0.35)
    } else {
        mix(colours.hues[2], colours.ground, 0.55)
    });
    svg.clip(&outline, |svg| {
        svg.ground(colours.ground);
        svg.clip(&format!("M44 60H{STUB}V540H44Z"), |svg| draw(svg, &colours, &mut rng));
        svg.rect([STUB, 60.0, 210.0, 480.0], colours.ground);
    });
    svg.raw(format_args!(
        r#"<path d="M{STUB} 92V510" stroke="{}" stroke-width="3" stroke-dasharray="1 11" stroke-linecap="round"/>"#,
        colours.ink
    ));
    bar_code(&mut svg, colours.ink, &mut rng);
    svg.finish(title)
}

/// Draws a bar code without meaning, since the ticket is not yet sold.
fn bar_code(svg: &mut Svg, ink: &str, rng: &mut Rng) {
    let mut y = 120.0;
    while y < 470.0 {
        let width = rng.pick(&[3.0, 3.0, 6.0, 9.0]);
        svg.rect([STUB + 66.0, y, 78.0, width], ink);
        y += width + rng.pick(&[4.0, 4.0, 7.0, 10.0]);
    }
}

fn beams(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    svg.ground(c.ink);
    for (i, (x, hue)) in
        [(110.0, c.hues[0]), (250.0, c.hues[2]), (400.0, c.hues[1]), (560.0, c.hues[0])].into_iter().enumerate()
    {
        let spread = if i % 2 == 0 { 190.0 } else { -150.0 };
        svg.raw(format_args!(
            r#"<path d="{}" fill="{hue}" opacity=".62"/>"#,
            polygon(&[[x - 8.0, 60.0], [x + 8.0, 60.0], [x + spread + 110.0, 480.0], [x + spread - 90.0, 480.0]])
        ));
        svg.circle([x, 74.0], 16.0, hue);
    }
    svg.rect([44.0, 478.0, 640.0, 70.0], c.hues[1]);
    for (row, y) in [496.0, 512.0, 528.0].into_iter().enumerate() {
        svg.stroke(&format!("M{} {y}H{}", 70 + row * 34, 620 - row * 20), c.hues[2], 3.0);
    }
}

fn brass(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    svg.ground(c.hues[1]);
    let hues = [c.ground, c.hues[2], c.hues[0], c.ink];
    for (x, y, turn) in [(206.0, 182.0, 0_usize), (488.0, 182.0, 1), (206.0, 418.0, 2), (488.0, 418.0, 3)] {
        for (i, r) in [108.0, 82.0, 56.0, 30.0].into_iter().enumerate() {
            let hue = hues[(i + turn) % 4];
            let arc = match (i + turn) % 4 {
                0 => format!("M{} {y}a{r} {r} 0 0 1 {} 0z", x - r, 2.0 * r),
                1 => format!("M{x} {}a{r} {r} 0 0 1 0 {}z", y - r, 2.0 * r),
                2 => format!("M{} {y}a{r} {r} 0 0 0 {} 0z", x - r, 2.0 * r),
                _ => format!("M{x} {}a{r} {r} 0 0 0 0 {}z", y - r, 2.0 * r),
            };
            svg.fill(&arc, hue);
        }
    }
}

fn candles(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    for row in 0..3_u8 {
        let y = 300.0 + f32::from(row) * 104.0;
        let scale = 0.6 + f32::from(row) * 0.24;
        let count = 13 - row * 3;
        let step = 608.0 / f32::from(count);
        for i in 0..count {
            let x = 44.0 + step * (f32::from(i) + 0.5) + rng.between(-6.0, 6.0);
            let h = rng.between(60.0, 130.0) * scale;
            let top = y - h;
            let w = 17.0 * scale;
            for (r, opacity) in [(52.0, ".06"), (30.0, ".12")] {
                svg.raw(format_args!(
                    r#"<circle cx="{}" cy="{}" r="{}" fill="{}" opacity="{opacity}"/>"#,
                    n(x),
                    n(top - 16.0 * scale),
                    n(r * scale),
                    c.hues[0]
                ));
            }
            svg.rect([x - w / 2.0, top, w, 560.0 - top], &mix(c.hues[2], c.ink, 0.2 + f32::from(row) * 0.3));
            let flame = format!(
                "M{} {}q{} {} 0 {}q{} {} 0 {}z",
                n(x),
                n(top - 4.0 * scale),
                n(11.0 * scale),
                n(-12.0 * scale),
                n(-32.0 * scale),
                n(-11.0 * scale),
                n(20.0 * scale),
                n(32.0 * scale)
            );
            svg.fill(&flame, if rng.below(4) == 0 { c.hues[1] } else { c.hues[0] });
        }
    }
}

fn confetti(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    svg.ground(c.hues[1]);
    for row in 0..5_u8 {
        for column in 0..7_u8 {
            let x = 92.0 + f32::from(column) * 86.0 + rng.between(-12.0, 12.0);
            let y = 112.0 + f32::from(row) * 94.0 + rng.between(-12.0, 12.0);
            let hue = rng.pick(&[c.hues[0], c.hues[2], c.ground, c.hues[0]]);
            match rng.below(4) {
                0 => svg.circle([x, y], 25.0, hue),
                1 => svg.fill(&format!("M{} {}a27 27 0 0 1 54 0z", n(x - 27.0), n(y)), hue),
                2 => svg.ring([x, y], 19.0, hue, 9.0),
                _ => svg.raw(format_args!(
                    r#"<rect x="{}" y="{}" width="44" height="14" rx="7" fill="{hue}" transform="rotate({} {} {})"/>"#,
                    n(x - 22.0),
                    n(y - 7.0),
                    rng.below(12) * 15,
                    n(x),
                    n(y)
                )),
            };
        }
    }
}

fn halftone(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    svg.ground(c.hues[2]);
    for row in 0..11_u8 {
        for column in 0..14_u8 {
            let shift = f32::from(row % 2) * 23.0;
            let (x, y) = (50.0 + f32::from(column) * 46.0 + shift, 74.0 + f32::from(row) * 46.0);
            let (dx, dy) = (x - 250.0, y - 240.0);
            let r = 23.0 - (dx * dx + dy * dy).sqrt() / 21.0;
            if r > 1.2 {
                svg.circle([x, y], r, c.hues[0]);
            }
        }
    }
    svg.raw(format_args!(r#"<circle cx="430" cy="352" r="150" fill="{}" opacity=".82"/>"#, c.hues[1]));
}

fn keys(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    let dusk = svg.gradient(&[(0.0, c.ink), (1.0, c.hues[1])]);
    svg.ground(&dusk);
    svg.circle([470.0, 196.0], 72.0, c.hues[0]);
    for i in 0..11_u8 {
        let x = 44.0 + f32::from(i) * 56.0;
        let lift = (f32::from(i) / 10.0 * 3.1).sin() * 60.0;
        svg.rect([x, 350.0 - lift, 54.0, 250.0], if i == 6 { c.hues[0] } else { c.ground });
    }
    for i in [0_u8, 1, 3, 4, 5, 7, 8] {
        let x = 44.0 + f32::from(i) * 56.0;
        let lift = (f32::from(i) / 10.0 * 3.1).sin() * 60.0;
        svg.rect([x + 38.0, 350.0 - lift, 34.0, 112.0], c.ink);
    }
}

fn ripples(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    svg.ground(c.hues[2]);
    let deep = svg.gradient(&[(0.0, c.hues[0]), (1.0, c.hues[1])]);
    svg.circle([348.0, 300.0], 218.0, &deep);
    for i in 0..12_u8 {
        let r = 40.0 + f32::from(i) * 26.0;
        svg.ring([348.0, 300.0], r, c.ground, if i % 3 == 0 { 3.5 } else { 1.4 });
    }
    svg.circle([348.0, 300.0], 15.0, c.ground);
}

fn strings(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    svg.ground(c.hues[1]);
    svg.circle([470.0, 360.0], 150.0, c.hues[0]);
    for i in 0..24_u8 {
        let share = f32::from(i) / 23.0;
        let points = [[44.0, 70.0 + share * 210.0], [300.0, 420.0 - share * 170.0], [STUB, 150.0 + share * 390.0]];
        svg.stroke(&curve(&points), if i % 8 == 3 { c.hues[2] } else { c.ground }, 1.8);
    }
}
