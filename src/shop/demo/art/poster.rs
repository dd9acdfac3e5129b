//! Posters: a landscape in a white margin, like a travel poster.

use super::{
    super::rng::Rng,
    palette::{Palette, mix},
    svg::{Svg, curve, n, polygon},
};

pub const WIDTH: f32 = 600.0;
pub const HEIGHT: f32 = 800.0;

/// The picture inside the margin.
const FRAME: [f32; 4] = [36.0, 36.0, 528.0, 656.0];
const LEFT: f32 = 36.0;
const RIGHT: f32 = 564.0;
const BOTTOM: f32 = 692.0;

type Motif = fn(&mut Svg, &Palette, &mut Rng);

const MOTIFS: [(&str, Motif); 12] = [
    ("bend", bend),
    ("birches", birches),
    ("city", city),
    ("colonnade", colonnade),
    ("contour", contour),
    ("dunes", dunes),
    ("fern", fern),
    ("moonrise", moonrise),
    ("peaks", peaks),
    ("sails", sails),
    ("sea", sea),
    ("terraces", terraces),
];

/// Draws a poster. `name` seeds everything that the motif leaves open.
pub fn poster(name: &str, motif: &str, palette: &str, title: &str, designer: &str) -> String {
    let colours = Palette::named(palette);
    let mut rng = Rng::named(name);
    let mut svg = Svg::new(WIDTH, HEIGHT);
    // Paper is never dark, even with a dark palette.
    svg.ground(if colours.is_dark() { colours.ink } else { "#fdfcf9" });
    let chosen = MOTIFS.iter().find(|(name, _)| *name == motif);
    let draw = chosen.unwrap_or(&MOTIFS[rng.below(MOTIFS.len())]).1;
    svg.clip("M36 36H564V692H36Z", |svg| {
        svg.rect(FRAME, colours.ground);
        draw(svg, &colours, &mut rng);
    });
    svg.finish(&format!("{title}, a poster by {designer}"))
}

/// Closes a line from left to right into an area down to the frame.
fn land(line: &str) -> String {
    format!("{line}V{BOTTOM}H{LEFT}Z")
}

/// Returns a line of hills across the picture at about `y`.
fn hills(y: f32, swing: f32, bumps: u8, rng: &mut Rng) -> String {
    let step = (RIGHT - LEFT) / f32::from(bumps);
    let points: Vec<[f32; 2]> = (0..=bumps)
        .map(|i| {
            let side = if i % 2 == 0 { 1.0 } else { -1.0 };
            [LEFT + f32::from(i) * step, y + side * rng.between(swing * 0.4, swing)]
        })
        .collect();
    curve(&points)
}

fn bend(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let sky = svg.gradient(&[(0.0, c.hues[2]), (0.4, c.ground)]);
    svg.rect(FRAME, &sky);
    svg.circle([180.0, 170.0], 52.0, c.hues[0]);
    svg.fill(&land(&hills(262.0, 34.0, 5, rng)), &mix(c.hues[1], c.ground, 0.55));
    svg.fill(&land(&hills(306.0, 26.0, 4, rng)), &mix(c.hues[1], c.ground, 0.25));
    svg.fill(&land("M36 340C180 320 420 352 564 334"), c.hues[1]);
    // The river: narrow in the distance, wide in the foreground.
    let river = "M404 338C440 350 470 372 430 398C380 430 236 436 196 486C150 544 250 600 420 640C480 656 540 676 564 700\
        L564 760L60 760C40 690 92 640 70 560C50 470 210 416 320 396C400 380 410 356 396 338Z";
    let water = svg.gradient(&[(0.0, c.hues[2]), (0.5, c.ground)]);
    svg.fill(river, &water);
    svg.fill("M564 560C470 540 420 590 470 630C500 650 540 664 564 668Z", &mix(c.hues[1], c.ink, 0.45));
    svg.fill("M36 520C80 560 60 640 36 692Z", &mix(c.hues[1], c.ink, 0.45));
    for (x, y, h) in
        [(92.0, 372.0, 34.0), (122.0, 380.0, 46.0), (150.0, 374.0, 30.0), (498.0, 420.0, 52.0), (528.0, 432.0, 66.0)]
    {
        svg.fill(&format!("M{x} {y}l-11 0l11 -{h}l11 {h}z"), &mix(c.hues[1], c.ink, 0.6));
    }
}

fn birches(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let dark = svg.gradient(&[(0.0, c.ink), (1.0, c.hues[1])]);
    svg.rect(FRAME, &dark);
    svg.circle([404.0, 250.0], 84.0, c.hues[0]);
    for (layer, (hue, width, count)) in [
        (mix(c.hues[1], c.hues[2], 0.45), 10.0, 12_u8),
        (c.hues[2].to_owned(), 17.0, 8),
        (c.ground.to_owned(), 32.0, 5),
    ]
    .into_iter()
    .enumerate()
    {
        let step = 528.0 / f32::from(count);
        for i in 0..count {
            let x = LEFT + step * (f32::from(i) + 0.5) + rng.between(-step / 3.2, step / 3.2);
            let lean = rng.between(-9.0, 9.0);
            let half = width / 2.0 * rng.between(0.8, 1.15);
            svg.fill(
                &polygon(&[
                    [x - half, BOTTOM],
                    [x - half * 0.8 + lean, 30.0],
                    [x + half * 0.8 + lean, 30.0],
                    [x + half, BOTTOM],
                ]),
                &hue,
            );
            if layer == 2 {
                for _ in 0..7 {
                    let y = rng.between(60.0, 660.0);
                    let at = x + lean * (BOTTOM - y) / 660.0;
                    let from = if rng.below(2) == 0 { at - half * 0.86 } else { at };
                    svg.stroke(&format!("M{} {}h{}", n(from), n(y), n(half * 0.8)), c.ink, rng.between(2.0, 4.5));
                }
            }
        }
    }
    svg.fill(&land(&hills(660.0, 10.0, 6, rng)), c.ink);
}

fn city(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let sky = svg.gradient(&[(0.0, c.ground), (1.0, c.hues[2])]);
    svg.rect(FRAME, &sky);
    svg.circle([442.0, 148.0], 40.0, c.ink);
    for (layer, shade) in
        [mix(c.hues[2], c.ground, 0.3), mix(c.hues[2], c.ground, 0.62), c.ground.to_owned()].iter().enumerate()
    {
        let mut x = LEFT - rng.between(0.0, 30.0);
        while x < RIGHT {
            let width = rng.pick(&[54.0, 72.0, 90.0]);
            let top = rng.between(230.0, 380.0) + layer as f32 * 92.0;
            svg.rect([x, top, width + 1.0, BOTTOM - top], shade);
            if layer > 0 {
                let columns = (width / 18.0) as u8 - 1;
                for row in 0..((BOTTOM - top) / 26.0) as u8 {
                    for column in 0..columns {
                        if rng.below(100) < [0, 8, 17][layer] {
                            let at =
                                [x + 13.0 + f32::from(column) * 18.0, top + 16.0 + f32::from(row) * 26.0, 9.0, 13.0];
                            svg.rect(at, if rng.below(6) == 0 { c.hues[1] } else { c.hues[0] });
                        }
                    }
                }
            }
            x += width;
        }
    }
}

fn colonnade(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    let sky = svg.gradient(&[(0.0, &mix(c.hues[1], c.ground, 0.35)), (1.0, &mix(c.hues[1], c.ground, 0.72))]);
    svg.rect(FRAME, &sky);
    svg.rect([36.0, 560.0, 528.0, 140.0], c.hues[2]);
    // Each bay is smaller than the previous one: the view along the arcade.
    let (mut x, mut width, mut top, mut foot) = (36.0, 196.0, 96.0, 640.0);
    for _ in 0..5 {
        svg.rect([x, top, width + 0.5, foot - top], c.hues[0]);
        let pier = width * 0.2;
        let (left, right) = (x + pier, x + width - pier * 0.2);
        let half = (right - left) / 2.0;
        let spring = top + width * 0.34 + half;
        let (arch_left, arch_right) = (n(left), n(right));
        let gate = format!(
            "M{arch_left} {f}V{s}A{h} {h} 0 0 1 {arch_right} {s}V{f}Z",
            f = n(foot),
            s = n(spring),
            h = n(half)
        );
        svg.fill(&gate, c.ink);
        let inner = left + half * 0.5;
        svg.clip(&gate, |svg| {
            let reveal = (right - inner) / 2.0;
            let deep = format!(
                "M{} {f}V{s}A{h} {h} 0 0 1 {} {s}V{f}Z",
                n(inner),
                n(right),
                f = n(foot),
                s = n(spring + 6.0),
                h = n(reveal)
            );
            svg.fill(&deep, &mix(c.hues[1], c.ground, 0.55));
        });
        let shadow = [
            [left, foot],
            [right, foot],
            [right - half * 1.5, foot + width * 0.3],
            [left - half * 1.5, foot + width * 0.3],
        ];
        svg.raw(format_args!(r#"<path d="{}" fill="{}" opacity=".4"/>"#, polygon(&shadow), c.hues[0]));
        svg.rect([x, top - width * 0.09, width + 0.5, width * 0.09], &mix(c.hues[0], c.ink, 0.35));
        x += width;
        width *= 0.72;
        top += width * 0.36;
        foot -= width * 0.2;
    }
}

fn contour(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    svg.rect(FRAME, &mix(c.hues[2], c.ground, 0.55));
    let wave: Vec<[f32; 3]> =
        (2..6_u8).map(|k| [f32::from(k), rng.between(0.0, 6.3), rng.between(0.035, 0.1)]).collect();
    let rings = 12_u8;
    for ring in 0..rings {
        let share = 1.0 - f32::from(ring) / f32::from(rings);
        let points: Vec<[f32; 2]> = (0..24_u8)
            .map(|i| {
                let angle = f32::from(i) / 24.0 * std::f32::consts::TAU;
                let swell: f32 = wave.iter().map(|[k, at, size]| (angle * k + at + share).sin() * size).sum();
                let r = 246.0 * share * (1.0 + swell * (0.6 + share));
                [
                    296.0 + (1.0 - share) * 34.0 + r * angle.cos() * 0.86,
                    372.0 - (1.0 - share) * 46.0 + r * angle.sin() * 1.12,
                ]
            })
            .collect();
        let path = smooth_loop(&points);
        if ring == 0 {
            svg.fill(&path, c.ground);
        }
        let (hue, width) =
            if ring == rings - 1 { (c.hues[0], 2.6) } else { (c.ink, if ring % 5 == 0 { 2.6 } else { 1.2 }) };
        svg.stroke(&path, hue, width);
    }
    svg.fill("M330 320l9 16h-18z", c.hues[0]);
}

/// Returns a closed curve between the points.
fn smooth_loop(points: &[[f32; 2]]) -> String {
    let middle = |a: [f32; 2], b: [f32; 2]| [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
    let start = middle(points[points.len() - 1], points[0]);
    let mut path = format!("M{} {}", n(start[0]), n(start[1]));
    for (i, point) in points.iter().enumerate() {
        let end = middle(*point, points[(i + 1) % points.len()]);
        path += &format!("Q{} {} {} {}", n(point[0]), n(point[1]), n(end[0]), n(end[1]));
    }
    path + "Z"
}

fn dunes(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    let sky = svg.gradient(&[(0.0, c.ground), (0.6, &mix(c.ground, c.hues[2], 0.8))]);
    svg.rect(FRAME, &sky);
    svg.circle([396.0, 232.0], 92.0, c.hues[0]);
    svg.fill("M36 356C150 326 250 330 330 352C420 376 500 350 564 330V692H36Z", &mix(c.hues[2], c.ground, 0.25));
    svg.fill("M36 420C110 372 190 366 260 404C350 452 470 430 564 388V692H36Z", c.hues[2]);
    svg.fill("M260 404C350 452 470 430 564 388V470C450 500 330 470 260 404Z", &mix(c.hues[2], c.hues[0], 0.55));
    svg.fill("M36 520C150 430 260 440 344 500C420 552 500 556 564 520V692H36Z", c.hues[0]);
    svg.fill("M224 450C270 454 310 474 344 500C420 552 500 556 564 520V692H430C380 600 290 540 224 450Z", c.hues[1]);
    svg.fill("M36 640C120 560 200 576 270 616C350 660 470 668 564 640V692H36Z", c.ink);
    for (x, y, lean) in
        [(96.0, 604.0, -14.0), (108.0, 596.0, 4.0), (121.0, 592.0, 18.0), (140.0, 588.0, -6.0), (152.0, 588.0, 14.0)]
    {
        svg.stroke(&format!("M{x} {y}q{} -30 {lean} -56", lean / 5.0), c.ink, 3.0);
    }
}

fn fern(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    svg.rect(FRAME, c.hues[2]);
    svg.circle([300.0, 330.0], 208.0, c.hues[0]);
    let spine = |t: f32| [300.0 + (t * 3.1).sin() * 26.0 - 12.0, 700.0 - t * 590.0];
    let points: Vec<[f32; 2]> = (0..=10_u8).map(|i| spine(f32::from(i) / 10.0)).collect();
    let line = points.iter().enumerate().fold(String::new(), |path, (i, [x, y])| {
        path + &format!("{}{} {}", if i == 0 { "M" } else { "L" }, n(*x), n(*y))
    });
    svg.stroke(&line, c.ink, 5.0);
    for i in 0..19_u8 {
        let t = 0.14 + f32::from(i) * 0.045;
        let [x, y] = spine(t);
        let length = 176.0 * (1.0 - t).powf(0.72) + 10.0;
        let width = length * 0.3;
        for side in [-1.0_f32, 1.0] {
            let hue = if side < 0.0 { c.hues[1].to_owned() } else { mix(c.hues[1], c.ink, 0.5) };
            let (tip_x, tip_y) = (x + side * length * 0.9, y - length * 0.44);
            let leaf = format!(
                "M{} {}Q{} {} {} {}Q{} {} {} {}Z",
                n(x),
                n(y),
                n(x + side * length * 0.3),
                n(y - width - length * 0.2),
                n(tip_x),
                n(tip_y),
                n(x + side * length * 0.6),
                n(y + width * 0.12),
                n(x),
                n(y)
            );
            svg.fill(&leaf, &hue);
        }
    }
}

fn moonrise(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let sky = svg.gradient(&[(0.0, c.ground), (1.0, c.hues[2])]);
    svg.rect([36.0, 36.0, 528.0, 400.0], &sky);
    for _ in 0..26 {
        let at = [rng.between(50.0, 550.0), rng.between(50.0, 300.0)];
        svg.circle(at, rng.between(0.8, 2.0), c.ink);
    }
    svg.circle([322.0, 338.0], 78.0, c.hues[0]);
    svg.fill("M36 400C120 352 210 352 290 396C350 428 460 400 564 372V440H36Z", &mix(c.ground, c.hues[2], 0.4));
    svg.fill("M36 420C90 396 140 404 190 428C230 438 420 436 564 412V440H36Z", c.ground);
    let water = svg.gradient(&[(0.0, c.hues[2]), (1.0, c.ground)]);
    svg.rect([36.0, 436.0, 528.0, 260.0], &water);
    for row in 0..13_u8 {
        let y = 452.0 + f32::from(row) * (12.0 + f32::from(row) * 0.5);
        let half = 20.0 + f32::from(row) * 6.0 + rng.between(-14.0, 14.0);
        let x = 322.0 + rng.between(-14.0, 14.0);
        svg.stroke(&format!("M{} {}H{}", n(x - half), n(y), n(x + half)), c.hues[0], 4.0);
    }
}

fn peaks(svg: &mut Svg, c: &Palette, _: &mut Rng) {
    let sky = svg.gradient(&[(0.0, &mix(c.hues[2], c.ground, 0.2)), (0.6, c.ground)]);
    svg.rect(FRAME, &sky);
    svg.circle([442.0, 168.0], 46.0, c.hues[0]);
    let mut mountain = |peak: [f32; 2], left: f32, right: f32, lit: &str, shade: &str, snow: &str| {
        let [x, y] = peak;
        let foot = 700.0;
        svg.fill(&polygon(&[peak, [left, foot], [x + 30.0, foot]]), lit);
        svg.fill(&polygon(&[peak, [x + 30.0, foot], [right, foot]]), shade);
        let slope = |to: f32, by: f32| [x + (to - x) * by / (foot - y), y + by];
        let cap = [
            peak,
            slope(left, 118.0),
            slope(left, 118.0 * 0.5),
            slope(x - 40.0, 150.0),
            slope(x, 84.0),
            slope(x + 90.0, 132.0),
            slope(right, 66.0),
        ];
        let [top, a, _, b, d, e, f] = cap;
        svg.fill(&polygon(&[top, a, b, d, e, f]), snow);
    };
    let far = mix(c.hues[2], c.ground, 0.15);
    let far_shade = mix(c.hues[2], c.hues[1], 0.25);
    mountain([150.0, 300.0], -140.0, 420.0, &far, &far_shade, c.ground);
    mountain([470.0, 330.0], 210.0, 760.0, &far, &far_shade, c.ground);
    mountain([292.0, 204.0], -60.0, 640.0, c.hues[1], &mix(c.hues[1], c.ink, 0.6), "#ffffff");
    svg.fill("M36 600C150 560 300 590 380 606C460 620 520 600 564 586V692H36Z", c.ink);
    for i in 0..15_u8 {
        let (x, h) = (52.0 + f32::from(i) * 36.0, 34.0 + f32::from(i * 7 % 5) * 9.0);
        let y = 606.0 - (f32::from(i) / 2.2).sin() * 8.0;
        svg.fill(&format!("M{} {}l-13 {h}h26z", n(x), n(y - h + 14.0), h = n(h)), c.ink);
    }
}

fn sails(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let sky = svg.gradient(&[(0.0, &mix(c.hues[2], c.ground, 0.45)), (1.0, c.ground)]);
    svg.rect(FRAME, &sky);
    svg.rect([36.0, 330.0, 528.0, 370.0], c.hues[1]);
    let fleet = [
        (90.0, 340.0, 0.34),
        (150.0, 336.0, 0.28),
        (236.0, 342.0, 0.36),
        (318.0, 338.0, 0.3),
        (398.0, 344.0, 0.4),
        (500.0, 338.0, 0.32),
        (132.0, 416.0, 0.72),
        (446.0, 430.0, 0.82),
        (292.0, 452.0, 0.94),
        (520.0, 560.0, 1.3),
        (190.0, 610.0, 1.86),
    ];
    for (i, (x, y, scale)) in fleet.into_iter().enumerate() {
        let main = [c.ground, c.hues[0], "#ffffff", c.hues[2]][(i + usize::from(i > 8) * 2) % 4];
        let front = [c.hues[0], "#ffffff", c.hues[2], c.ground][(i + rng.below(2)) % 4];
        svg.group(format_args!(r#"transform="translate({x} {y}) scale({scale})""#), |svg| {
            svg.fill("M4 -16L58 -18C50 -70 30 -130 4 -172Z", main);
            svg.fill("M-4 -16L-46 -14C-36 -60 -20 -110 -4 -146Z", front);
            svg.fill("M-58 -8H66C58 12 44 18 24 18H-30C-46 16 -54 6 -58 -8Z", c.ink);
        });
        if scale > 0.6 {
            let half = 62.0 * scale;
            for (dy, share) in [(30.0, 1.0), (44.0, 0.62)] {
                let (from, to) = (x - half * share, x + half * share);
                let ripple = mix(c.hues[1], c.hues[2], 0.5);
                svg.stroke(&format!("M{} {}H{}", n(from), n(y + dy * scale), n(to)), &ripple, 3.0);
            }
        }
    }
}

fn sea(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let sky = svg.gradient(&[(0.0, c.hues[1]), (0.3, c.hues[0]), (0.52, c.hues[2])]);
    svg.rect(FRAME, &sky);
    svg.circle([300.0, 352.0], 66.0, c.ground);
    for row in 0..11_u8 {
        let share = f32::from(row) / 10.0;
        let y = 360.0 + share.powf(1.5) * 300.0;
        let swing = 3.0 + share * 17.0;
        let count = 9 - row * 5 / 10;
        let line = hills(y, swing, count, rng);
        let near =
            if share < 0.5 { mix(c.hues[0], c.hues[1], share * 2.0) } else { mix(c.hues[1], c.ink, share * 2.0 - 1.0) };
        svg.fill(&land(&line), &near);
    }
    for row in 0..5_u8 {
        let y = 376.0 + f32::from(row) * (17.0 + f32::from(row) * 3.0);
        let half = 50.0 - f32::from(row) * 6.0;
        svg.stroke(&format!("M{} {}H{}", n(300.0 - half), n(y), n(300.0 + half)), c.ground, 3.0);
    }
}

fn terraces(svg: &mut Svg, c: &Palette, rng: &mut Rng) {
    let sky = svg.gradient(&[(0.0, &mix(c.hues[0], c.ground, 0.3)), (0.5, c.ground)]);
    svg.rect(FRAME, &sky);
    svg.circle([172.0, 168.0], 50.0, c.hues[0]);
    svg.fill(&land(&hills(240.0, 30.0, 4, rng)), &mix(c.hues[2], c.ground, 0.5));
    let steps = 12_u8;
    for step in 0..steps {
        let share = f32::from(step) / f32::from(steps - 1);
        let y = 270.0 + share * 400.0;
        let lean = 70.0 * (1.0 - share);
        let wave = 26.0 + share * 14.0;
        let at = rng.between(-18.0, 18.0);
        let line = format!(
            "M36 {}C{} {} {} {} 300 {}C{} {} {} {} 564 {}",
            n(y + lean),
            n(120.0 + at),
            n(y + lean - wave),
            n(210.0 + at),
            n(y + wave),
            n(y + at / 3.0),
            n(390.0 + at),
            n(y - wave),
            n(470.0 + at),
            n(y - lean + wave),
            n(y - lean)
        );
        let field = match step % 4 {
            0 => mix(c.hues[2], c.ground, 0.25),
            1 => c.hues[2].to_owned(),
            2 => mix(c.hues[2], c.hues[1], 0.5),
            _ => c.hues[0].to_owned(),
        };
        svg.fill(&land(&line), &mix(&field, c.hues[1], share * 0.4));
        svg.stroke(&line, &mix(c.hues[1], c.ink, 0.4), 2.0 + share * 2.5);
    }
}
