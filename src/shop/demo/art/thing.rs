//! Things on a table: what a plain product looks like until it has a photograph.

use super::{
    super::rng::Rng,
    palette::{PALETTES, Palette, mix},
    svg::{Svg, curve, n, polygon},
};

/// The length of a side.
pub const SIDE: f32 = 600.0;

/// The height of the table's edge.
const TABLE: f32 = 430.0;

type Motif = fn(&mut Svg, &Palette, &mut Rng);

/// By a word of the product's id. Anything else is a parcel.
const MOTIFS: [(&str, Motif); 2] = [("mug", mug), ("card", cards)];

/// Draws a product. Its id chooses the motif, and seeds everything that this leaves open.
pub fn thing(id: &str, title: &str) -> String {
    let mut rng = Rng::named(id);
    let colours = rng.pick(&PALETTES);
    let mut svg = Svg::new(SIDE, SIDE);
    svg.ground(&mix(colours.ground, colours.hues[2], 0.3));
    svg.rect([0.0, TABLE, SIDE, SIDE - TABLE], &mix(colours.hues[1], colours.ground, 0.35));
    let chosen = MOTIFS.iter().find(|(word, _)| id.split('-').any(|part| part.starts_with(word)));
    chosen.map_or(parcel as Motif, |(_, motif)| *motif)(&mut svg, &colours, &mut rng);
    svg.finish(title)
}

/// The shadow of something that stands on the table.
fn shadow(svg: &mut Svg, c: &Palette, [x, y]: [f32; 2], [rx, ry]: [f32; 2]) {
    svg.raw(format_args!(
        r#"<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="{}" opacity=".25"/>"#,
        n(x),
        n(y),
        n(rx),
        n(ry),
        c.ink
    ));
}

fn mug(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let half = rng.between(112.0, 136.0);
    let (top, bottom, middle) = (rng.between(176.0, 210.0), 486.0, 280.0);
    shadow(svg, c, [middle + 26.0, bottom + 4.0], [half + 48.0, 22.0]);
    svg.ring([middle + half + 16.0, (top + bottom) / 2.0 + 4.0], 66.0, c.hues[0], 28.0);
    let foot = half - 16.0;
    let body = format!(
        "M{} {}L{} {}Q{} {bottom} {} {bottom}H{}Q{} {bottom} {} {}L{} {}Z",
        n(middle - half),
        n(top),
        n(middle - foot),
        n(bottom - 26.0),
        n(middle - foot + 2.0),
        n(middle - foot + 30.0),
        n(middle + foot - 30.0),
        n(middle + foot - 2.0),
        n(middle + foot),
        n(bottom - 26.0),
        n(middle + half),
        n(top)
    );
    svg.fill(&body, c.hues[0]);
    // The glaze ends in a wave above the foot.
    let wave = bottom - rng.between(70.0, 120.0);
    svg.clip(&body, |svg| {
        let dips: Vec<[f32; 2]> =
            (0..7_u8).map(|i| [middle - half + f32::from(i) * half / 3.0, wave + rng.between(-16.0, 16.0)]).collect();
        svg.fill(&format!("{}V{bottom}H{}Z", curve(&dips), n(middle - half)), &mix(c.hues[0], c.ink, 0.35));
    });
    svg.raw(format_args!(
        r#"<ellipse cx="{middle}" cy="{}" rx="{}" ry="24" fill="{}"/>"#,
        n(top),
        n(half),
        mix(c.hues[0], c.ground, 0.35)
    ));
    svg.raw(format_args!(
        r#"<ellipse cx="{middle}" cy="{}" rx="{}" ry="17" fill="{}"/>"#,
        n(top + 2.0),
        n(half - 14.0),
        mix(c.hues[1], c.ink, 0.5)
    ));
}

fn cards(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    shadow(svg, c, [300.0, 470.0], [206.0, 26.0]);
    for (i, hue) in [c.hues[1], c.hues[2], c.ground].into_iter().enumerate() {
        let turn = -16.0 + 13.0 * i as f32 + rng.between(-3.0, 3.0);
        let lines: Vec<[f32; 2]> =
            (0..5_u8).map(|i| [190.0 + f32::from(i) * 55.0, 330.0 + rng.between(-34.0, 34.0)]).collect();
        svg.group(format_args!(r#"transform="rotate({} 300 420)""#, n(turn)), |svg| {
            svg.rect([168.0, 168.0, 264.0, 286.0], &mix(c.ink, hue, 0.75));
            svg.rect([172.0, 168.0, 256.0, 282.0], hue);
            svg.circle([300.0, 250.0], 38.0, c.hues[0]);
            for step in 0..3_u8 {
                let down = f32::from(step) * 28.0;
                let line: Vec<[f32; 2]> = lines.iter().map(|[x, y]| [*x, y + down]).collect();
                svg.stroke(&curve(&line), &mix(c.ink, hue, 0.25), 5.0);
            }
        });
    }
}

/// A parcel: what is inside is nobody's guess.
fn parcel(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let (left, right, bottom) = (150.0, rng.between(420.0, 450.0), 488.0);
    let top = rng.between(232.0, 276.0);
    let (deep, rise) = (56.0, 44.0);
    shadow(svg, c, [310.0, bottom + 2.0], [208.0, 24.0]);
    let paper = mix(c.hues[0], c.ground, 0.25);
    svg.rect([left, top, right - left, bottom - top], &paper);
    let lid = [[left, top], [left + deep, top - rise], [right + deep, top - rise], [right, top]];
    svg.fill(&polygon(&lid), &mix(&paper, c.ground, 0.4));
    let side = [[right, top], [right + deep, top - rise], [right + deep, bottom - rise], [right, bottom]];
    svg.fill(&polygon(&side), &mix(&paper, c.ink, 0.25));
    let (ribbon, middle) = (c.hues[1], (left + right) / 2.0);
    svg.rect([middle - 16.0, top, 32.0, bottom - top], ribbon);
    let over = [
        [middle - 16.0, top],
        [middle - 16.0 + deep, top - rise],
        [middle + 16.0 + deep, top - rise],
        [middle + 16.0, top],
    ];
    svg.fill(&polygon(&over), &mix(ribbon, c.ground, 0.2));
    let (x, y) = (middle + deep / 2.0, top - rise / 2.0);
    for side in [-1.0_f32, 1.0] {
        let loop_of_bow = format!(
            "M{} {}C{} {} {} {} {} {}Z",
            n(x),
            n(y),
            n(x + side * 30.0),
            n(y - 84.0),
            n(x + side * 120.0),
            n(y - 66.0),
            n(x),
            n(y)
        );
        svg.fill(&loop_of_bow, &mix(ribbon, c.ink, if side < 0.0 { 0.0 } else { 0.15 }));
    }
    svg.circle([x, y - 6.0], 14.0, ribbon);
}
