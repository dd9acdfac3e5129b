//! Record covers: geometry on a square.

use super::{
    super::rng::Rng,
    palette::{Palette, mix},
    svg::{Svg, curve, n, polygon},
};

/// The length of a side.
pub const SIDE: f32 = 600.0;

type Motif = fn(&mut Svg, &Palette, &mut Rng);

const MOTIFS: [(&str, Motif); 14] = [
    ("arches", arches),
    ("bars", bars),
    ("facets", facets),
    ("horizon", horizon),
    ("orbit", orbit),
    ("petals", petals),
    ("phases", phases),
    ("ridges", ridges),
    ("rings", rings),
    ("squares", squares),
    ("strata", strata),
    ("sun", sun),
    ("tiles", tiles),
    ("weave", weave),
];

/// The top of the motif. The blank area above it makes the covers a series.
const TOP: f32 = 120.0;

/// Draws the cover of an album. `name` seeds everything that the motif leaves open.
pub fn cover(name: &str, motif: &str, palette: &str, title: &str, artist: &str) -> String {
    let colours = Palette::named(palette);
    let mut rng = Rng::named(name);
    let mut svg = Svg::new(SIDE, SIDE);
    svg.ground(colours.ground);
    let chosen = MOTIFS.iter().find(|(name, _)| *name == motif);
    chosen.unwrap_or(&MOTIFS[rng.below(MOTIFS.len())]).1(&mut svg, &colours, &mut rng);
    svg.finish(&format!("{title} by {artist}"))
}

/// Nested arches.
fn arches(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    let gate = |x: f32, half: f32, top: f32| {
        let shoulder = top + half;
        format!(
            "M{} {SIDE}V{}A{half} {half} 0 0 1 {} {}V{SIDE}Z",
            n(x - half),
            n(shoulder),
            n(x + half),
            n(shoulder),
            half = n(half)
        )
    };
    let hues = [c.hues[2], c.hues[1], c.hues[0], c.ground];
    for (x, top, widest) in [(150.0, 150.0, 114.0), (408.0, 230.0, 114.0)] {
        for (i, hue) in hues.iter().enumerate() {
            let half = widest - 28.0 * i as f32;
            svg.fill(&gate(x, half, top + 28.0 * i as f32), hue);
        }
    }
    svg.circle([408.0, 182.0], 32.0, c.hues[0]);
    svg.fill(&gate(558.0, 120.0, 330.0), c.hues[1]);
    svg.fill(&gate(558.0, 84.0, 366.0), c.hues[0]);
}

/// A loud passage and its echo.
fn bars(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let (count, step) = (22_u8, 24.0);
    for i in 0..count {
        let at = f32::from(i) / f32::from(count - 1);
        let swell = (at * std::f32::consts::PI).sin().powf(0.7);
        let half = (34.0 + swell * rng.between(80.0, 196.0)).min(208.0);
        let x = 36.0 + f32::from(i) * step + 1.0;
        let hue = match i % 7 {
            2 => c.hues[0],
            4 | 5 => c.hues[2],
            _ => c.hues[1],
        };
        let (y, w) = (360.0 - half, 14.0);
        svg.raw(format_args!(
            r#"<rect x="{}" y="{}" width="{w}" height="{}" rx="7" fill="{hue}"/>"#,
            n(x),
            n(y),
            n(half * 2.0)
        ));
    }
}

/// Folded paper, lit from the left.
fn facets(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let corner = |column: usize, row: usize, rng: &mut Rng| {
        let wobble = |inner: bool, rng: &mut Rng| if inner { rng.between(-26.0, 26.0) } else { 0.0 };
        let (dx, dy) = (wobble((1..5).contains(&column), rng), wobble((1..4).contains(&row), rng));
        [column as f32 * 120.0 + dx, TOP + row as f32 * 120.0 + dy]
    };
    let mut corners = Vec::new();
    for row in 0..5 {
        corners.push((0..6).map(|column| corner(column, row, rng)).collect::<Vec<_>>());
    }
    for row in 0..4 {
        for column in 0..5 {
            let [a, b] = [corners[row][column], corners[row][column + 1]];
            let [d, e] = [corners[row + 1][column], corners[row + 1][column + 1]];
            let halves = if (row + column) % 2 == 0 { [[a, b, d], [b, e, d]] } else { [[a, b, e], [a, e, d]] };
            for (lit, triangle) in halves.iter().enumerate() {
                let hue = if (row * 5 + column) % 7 == 3 && lit == 0 { c.hues[0] } else { c.hues[1 + lit % 2] };
                let shade = mix(hue, c.ground, rng.between(0.0, 0.62));
                svg.raw(format_args!(
                    r#"<path d="{}" fill="{shade}" stroke="{shade}" stroke-width=".6"/>"#,
                    polygon(triangle)
                ));
            }
        }
    }
}

/// The last light over water.
fn horizon(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let glow = mix(c.hues[0], c.ground, 0.25);
    let sky = svg.gradient(&[(0.0, c.ground), (0.25, c.ground), (0.7, c.hues[2]), (1.0, &glow)]);
    svg.rect([0.0, 0.0, SIDE, 392.0], &sky);
    svg.circle([392.0, 392.0], 74.0, c.hues[0]);
    let sea = svg.gradient(&[(0.0, c.hues[1]), (1.0, c.ink)]);
    svg.rect([0.0, 392.0, SIDE, SIDE - 392.0], &sea);
    for row in 0..9_u8 {
        let y = 404.0 + f32::from(row) * (6.0 + f32::from(row) * 1.7);
        let half = 66.0 - f32::from(row) * 4.0 + rng.between(-12.0, 12.0);
        let x = 392.0 + rng.between(-10.0, 10.0);
        svg.stroke(&format!("M{} {}H{}", n(x - half), n(y), n(x + half)), c.hues[0], 3.0);
    }
    let far = [[0.0, 372.0], [90.0, 352.0], [190.0, 378.0], [270.0, 392.0]];
    svg.fill(&format!("{}L0 392Z", curve(&far)), &mix(c.hues[1], c.hues[2], 0.35));
}

/// Moons orbiting something large.
fn orbit(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let centre = [430.0, 470.0];
    for i in 0..7_u8 {
        let r = 120.0 + f32::from(i) * 46.0;
        svg.ring(centre, r, &mix(c.ground, c.hues[2], 0.75), 1.5);
        let angle = rng.between(3.3, 4.5) - f32::from(i % 2) * 0.25;
        let at = [centre[0] + r * angle.cos(), centre[1] + r * angle.sin()];
        let hue = [c.ink, c.hues[0], c.hues[2], c.hues[1]][usize::from(i) % 4];
        svg.circle(at, rng.between(6.0, 17.0), hue);
    }
    let planet = svg.gradient(&[(0.0, c.hues[0]), (1.0, c.hues[1])]);
    svg.circle(centre, 92.0, &planet);
}

/// A flower, or an apple cut across.
fn petals(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    let [x, y] = [300.0, 366.0];
    for i in 0..12_u16 {
        let hue = c.hues[usize::from(i % 3)];
        svg.raw(format_args!(
            r#"<ellipse cx="{x}" cy="{}" rx="46" ry="112" fill="{hue}" opacity=".82" transform="rotate({} {x} {y})"/>"#,
            n(y - 104.0),
            i * 30
        ));
    }
    svg.circle([x, y], 40.0, c.ground).circle([x, y], 13.0, c.ink);
}

/// The phases of the moon.
fn phases(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    svg.rect([0.0, TOP, SIDE, SIDE - TOP], c.ink);
    let r = 36.0;
    for i in 0..20_u8 {
        let x = 84.0 + f32::from(i % 5) * 108.0;
        let y = TOP + 84.0 + f32::from(i / 5) * 104.0;
        svg.circle([x, y], r, &mix(c.ink, c.hues[1], 0.5));
        // The terminator is half an ellipse that moves from one side to the other during the month.
        let light = f32::from(i) / 19.0 * 2.0;
        let (waxing, share) = if light < 1.0 { (true, light) } else { (false, 2.0 - light) };
        let edge = (1.0 - 2.0 * share) * r;
        let (outer, inner) = if waxing { (1, i32::from(edge < 0.0)) } else { (0, i32::from(edge > 0.0)) };
        let hue = if i == 9 || i == 10 { c.hues[0] } else { c.ground };
        let (top, bottom) = (n(y - r), n(y + r));
        let path = format!(
            "M{x} {top}A{r} {r} 0 0 {outer} {x} {bottom}A{} {r} 0 0 {inner} {x} {top}Z",
            n(edge.abs().max(0.1)),
            x = n(x)
        );
        svg.fill(&path, hue);
    }
}

/// Ridges, one behind the other.
fn ridges(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    for row in 0..15_u8 {
        let y = 214.0 + f32::from(row) * 23.0;
        let points: Vec<[f32; 2]> = (0..=14_u8)
            .map(|i| {
                let at = f32::from(i) / 14.0;
                let swell = (-((at - 0.5) * 5.2).powi(2)).exp();
                [60.0 + at * 480.0, y - swell * rng.between(8.0, 84.0) - rng.between(0.0, 4.0)]
            })
            .collect();
        let line = curve(&points);
        let stroke = if row == 9 { c.hues[0] } else { c.ink };
        svg.raw(format_args!(r#"<path d="{line}" fill="{}" stroke="{stroke}" stroke-width="2.2"/>"#, c.ground));
    }
}

/// Ripples in a pond, cut in four and rearranged.
fn rings(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    let around = [c.hues[1], c.hues[2], c.hues[0], c.ink, c.hues[2], c.hues[0], c.hues[1], c.hues[2]];
    let mut quarter = |corner: [f32; 2], clip: &str, shift: usize| {
        svg.clip(clip, |svg| {
            for i in 0..6_usize {
                let hue = if i == 5 { c.ground } else { around[(i + shift) % around.len()] };
                svg.circle(corner, 240.0 - i as f32 * 40.0, hue);
            }
        });
    };
    quarter([60.0, 600.0], "M60 360H300V600H60Z", 0);
    quarter([300.0, 360.0], "M60 120H300V360H60Z", 3);
    quarter([300.0, 360.0], "M300 120H540V360H300Z", 1);
    quarter([540.0, 600.0], "M300 360H540V600H300Z", 4);
}

/// Nested squares.
fn squares(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    let hues = [c.hues[2].to_owned(), mix(c.hues[2], c.hues[1], 0.5), c.hues[1].to_owned(), mix(c.hues[1], c.ink, 0.5)];
    let mut side = 480.0;
    for hue in &hues {
        svg.rect([300.0 - side / 2.0, 588.0 - (480.0 - side) * 0.22 - side, side, side], hue);
        side -= 112.0;
    }
    svg.rect([264.0, 420.0, 72.0, 72.0], c.hues[0]);
}

/// Layers of earth under a road.
fn strata(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    svg.circle([452.0, 196.0], 54.0, c.hues[0]);
    let bands = [
        mix(c.hues[2], c.ground, 0.45),
        c.hues[2].to_owned(),
        c.hues[0].to_owned(),
        mix(c.hues[0], c.hues[1], 0.6),
        c.hues[1].to_owned(),
        mix(c.hues[1], c.ink, 0.5),
        c.ink.to_owned(),
    ];
    for (row, band) in bands.iter().enumerate() {
        let y = 236.0 + row as f32 * 54.0;
        let lean = rng.between(-30.0, 30.0);
        let points: Vec<[f32; 2]> = (0..=4_u8)
            .map(|i| [f32::from(i) * 150.0, y + rng.between(-24.0, 24.0) + lean * (f32::from(i) / 2.0 - 1.0)])
            .collect();
        svg.fill(&format!("{}V{SIDE}H0Z", curve(&points)), band);
    }
}

/// A sunset behind a blind.
fn sun(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    let glow = svg.gradient(&[(0.0, c.hues[2]), (0.55, c.hues[0]), (1.0, c.hues[1])]);
    svg.circle([300.0, 360.0], 204.0, &glow);
    for i in 0..8_u8 {
        let height = 3.0 + f32::from(i) * 3.2;
        svg.rect([80.0, 348.0 + f32::from(i) * 29.0, 440.0, height], c.ground);
    }
}

/// Quarter circles, as on floor tiles.
fn tiles(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let pairs = [
        (c.hues[0], c.ground),
        (c.hues[1], c.hues[2]),
        (c.hues[2], c.hues[1]),
        (c.ground, c.hues[0]),
        (c.ink, c.hues[2]),
        (c.hues[2], c.ground),
    ];
    let mut last = pairs.len();
    for row in 0..4_u8 {
        for column in 0..5_u8 {
            let (x, y) = (f32::from(column) * 120.0, TOP + f32::from(row) * 120.0);
            let mut choice = rng.below(pairs.len());
            if choice == last {
                choice = (choice + 1) % pairs.len();
            }
            last = choice;
            let (back, front) = pairs[choice];
            svg.rect([x, y, 120.0, 120.0], back);
            let path = match rng.below(5) {
                0 => format!("M{x} {y}h120a120 120 0 0 1 -120 120z"),
                1 => format!("M{x} {y}v120h120a120 120 0 0 0 -120 -120z"),
                2 => format!("M{x} {}a60 60 0 0 1 120 0z", y + 60.0),
                3 => format!("M{} {y}v120h-120a120 120 0 0 1 120 -120z", x + 120.0),
                _ => format!("M{x} {y}h120v120a120 120 0 0 1 -120 -120z"),
            };
            svg.fill(&path, front);
        }
    }
}

/// Rain on one side of the street, and on the other.
fn weave(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    svg.clip(&format!("M0 {TOP}H{SIDE}V{SIDE}H0Z"), |svg| {
        svg.rect([0.0, TOP, SIDE, SIDE - TOP], c.hues[1]);
        for (lean, hues) in [(160.0, [c.hues[0], c.hues[2]]), (-160.0, [c.ground, c.hues[0]])] {
            for i in 0..11_u8 {
                let x = -140.0 + f32::from(i) * 82.0 + rng.between(-14.0, 14.0);
                let (from, to) = (rng.between(TOP - 40.0, 300.0), rng.between(400.0, 660.0));
                let end = x + lean * (to - from) / 480.0;
                let width = rng.pick(&[5.0, 9.0, 14.0, 20.0]);
                svg.stroke(&format!("M{} {}L{} {}", n(x), n(from), n(end), n(to)), rng.pick(&hues), width);
            }
        }
    });
}
