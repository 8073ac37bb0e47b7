//! Which instructions run for certain, which behind a check, and of which nothing can be said.

use crate::body::{self, Callee};
use crate::chosen;
use crate::must::must;
use crate::names;
use crate::program::{Function, Program};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reach {
    /// Every start comes by it.
    Certain,
    /// Can be reached from the start without a question about the CPU on the way.
    Open,
    /// Only reached through pointers, or not at all.
    Unknown,
    /// Every way there asks the CPU first.
    Checked,
}

pub struct Reached {
    certain: HashSet<u64>,
    open: HashSet<u64>,
    checked: HashSet<u64>,
    musts: HashMap<u64, HashSet<u64>>,
    asks: HashSet<u64>,
    /// Functions, and single instructions, that are known to be chosen by what the CPU can.
    chosen: HashSet<u64>,
    chosen_words: HashSet<u64>,
}

impl Reached {
    pub fn of(&self, program: &Program<'_>, start: u64, at: u64, conditional: bool) -> Reach {
        let name = program
            .image
            .functions
            .get(&start)
            .map_or("", |s| s.name.as_str());
        let is_chosen = self.chosen.contains(&start) || self.chosen_words.contains(&at);
        if is_chosen || names::is_outline_atomic(name) || names::is_told_by_unwind_table(name) {
            return Reach::Checked;
        }
        let always = self.musts.get(&start).is_some_and(|m| m.contains(&at)) && !conditional;
        if self.asks.contains(&start) && !always {
            return Reach::Checked;
        }
        match () {
            () if always && self.certain.contains(&start) => Reach::Certain,
            () if self.open.contains(&start) || self.certain.contains(&start) => Reach::Open,
            () if self.checked.contains(&start) => Reach::Checked,
            () => Reach::Unknown,
        }
    }
}

struct Edge {
    to: u64,
    at: u64,
    /// The address is taken, not called.
    pointer: bool,
    conditional: bool,
}

/// Follows calls and pointers from wherever the file is entered.
pub fn reach(program: &mut Program<'_>) -> Reached {
    let graph = Graph::new(program);
    let asks = asking(program, &graph);
    let leaving = leaving(program, &graph);
    let mut found = Reached {
        certain: HashSet::new(),
        open: HashSet::new(),
        checked: HashSet::new(),
        musts: HashMap::new(),
        asks,
        chosen: chosen::chosen_functions(program),
        chosen_words: chosen::chosen_words(program),
    };
    let roots = roots(program, &graph);
    let asking: Vec<u64> = found.asks.iter().copied().collect();
    for start in asking {
        found
            .musts
            .insert(start, must_of(program, &graph, &leaving, start));
    }
    certain(program, &graph, &leaving, &roots, &mut found);
    let mut entered: Vec<u64> = roots;
    entered.extend(
        program
            .image
            .functions
            .iter()
            .filter(|(_, s)| s.exported)
            .map(|(at, _)| *at),
    );
    entered.extend(found.certain.iter().copied());
    let open = spread(program, &graph, &found, entered);
    found.open = open;
    let called: HashSet<u64> = graph.edges.values().flatten().map(|e| e.to).collect();
    let pointed = pointed_at_by_data(program);
    let loose: Vec<u64> = program
        .functions
        .keys()
        .filter(|at| !found.open.contains(at) && (!called.contains(at) || pointed.contains(at)))
        .copied()
        .collect();
    let unknown = spread(program, &graph, &found, loose);
    // What is left and is entered from a guarded place is behind a check.
    let reached: Vec<u64> = found.open.iter().chain(&unknown).copied().collect();
    let mut behind: Vec<u64> = reached
        .iter()
        .flat_map(|from| graph.edges.get(from).into_iter().flatten())
        .map(|e| e.to)
        .filter(|to| !found.open.contains(to) && !unknown.contains(to))
        .collect();
    while let Some(at) = behind.pop() {
        if found.open.contains(&at) || unknown.contains(&at) || !found.checked.insert(at) {
            continue;
        }
        behind.extend(graph.edges.get(&at).into_iter().flatten().map(|e| e.to));
    }
    found
}

struct Graph {
    edges: BTreeMap<u64, Vec<Edge>>,
    /// Calls to other files or to nowhere known: (function, address of the call) → name.
    imports: HashMap<(u64, u64), String>,
    unknown: HashSet<(u64, u64)>,
}

impl Graph {
    fn new(program: &mut Program<'_>) -> Graph {
        let mut graph = Graph {
            edges: BTreeMap::new(),
            imports: HashMap::new(),
            unknown: HashSet::new(),
        };
        let starts: Vec<u64> = program.functions.keys().copied().collect();
        for start in starts {
            let calls = program
                .functions
                .get(&start)
                .map(|f| f.calls.clone())
                .unwrap_or_default();
            let mut edges = Vec::new();
            for (at, callee, _, conditional) in calls {
                match program.resolve(&callee) {
                    Callee::Here(to) => {
                        let to = owner(&program.functions, to);
                        edges.push(Edge {
                            to,
                            at,
                            pointer: false,
                            conditional,
                        });
                    }
                    Callee::Import(name) => {
                        graph.imports.insert((start, at), name);
                    }
                    Callee::Unknown => {
                        graph.unknown.insert((start, at));
                    }
                }
            }
            if let Some(function) = program.functions.get(&start) {
                for (at, to) in &function.points_at {
                    let to = program.image.code_at(*to);
                    if program.functions.contains_key(&to) {
                        edges.push(Edge {
                            to,
                            at: *at,
                            pointer: true,
                            conditional: false,
                        });
                    }
                }
            }
            graph.edges.insert(start, edges);
        }
        graph
    }
}

/// The function that an address lies in, or the address itself.
fn owner(functions: &BTreeMap<u64, Function>, at: u64) -> u64 {
    match functions.range(..=at).next_back() {
        Some((start, f)) if f.end > at => *start,
        _ => at,
    }
}

fn name<'p>(program: &'p Program<'_>, at: u64) -> &'p str {
    program
        .image
        .functions
        .get(&at)
        .map_or("", |s| s.name.as_str())
}

/// Functions that ask what the CPU can. Where names are stripped, a variable that such a function uses counts as the
/// place where the answer was noted, and whoever reads it asks, too.
fn asking(program: &Program<'_>, graph: &Graph) -> HashSet<u64> {
    let direct: HashSet<u64> = program
        .functions
        .iter()
        .filter(|(start, f)| {
            f.asks
                || f.calls.iter().any(|(at, ..)| {
                    graph
                        .imports
                        .get(&(**start, *at))
                        .is_some_and(|n| names::asks_cpu(n))
                })
                || graph.edges[start]
                    .iter()
                    .any(|e| !e.pointer && names::asks_cpu(name(program, e.to)))
        })
        .map(|(start, _)| *start)
        .collect();
    let mut all = direct.clone();
    if !program.image.has_symbols {
        let noted: HashSet<u64> = direct
            .iter()
            .flat_map(|at| program.functions[at].variables.iter().copied())
            .collect();
        let readers = program
            .functions
            .iter()
            .filter(|(_, f)| f.variables.iter().any(|v| noted.contains(v)));
        all.extend(readers.map(|(start, _)| *start));
    }
    all.extend(
        program
            .image
            .resolvers
            .iter()
            .filter(|at| program.functions.contains_key(at)),
    );
    all
}

/// Functions that may not come back: they, or whom they call, exit, jump far, or call something not known.
fn leaving(program: &Program<'_>, graph: &Graph) -> HashSet<u64> {
    let mut callers: HashMap<u64, Vec<u64>> = HashMap::new();
    for (from, edges) in &graph.edges {
        for edge in edges.iter().filter(|e| !e.pointer) {
            callers.entry(edge.to).or_default().push(*from);
        }
    }
    let mut found: HashSet<u64> = program
        .functions
        .iter()
        .filter(|(start, f)| {
            f.system
                || names::may_not_return(name(program, **start))
                || f.calls.iter().any(|(at, ..)| {
                    graph.unknown.contains(&(**start, *at))
                        || graph
                            .imports
                            .get(&(**start, *at))
                            .is_some_and(|n| names::may_not_return(n))
                })
        })
        .map(|(start, _)| *start)
        .collect();
    let mut open: Vec<u64> = found.iter().copied().collect();
    while let Some(at) = open.pop() {
        for caller in callers.get(&at).into_iter().flatten() {
            if !names::crashes(name(program, at)) && found.insert(*caller) {
                open.push(*caller);
            }
        }
    }
    found
}

/// Addresses of the instructions that every run of the function comes by.
fn must_of(
    program: &Program<'_>,
    graph: &Graph,
    leaving: &HashSet<u64>,
    start: u64,
) -> HashSet<u64> {
    let Some(function) = program.functions.get(&start) else {
        return HashSet::new();
    };
    let body = body::decode(
        &program.image,
        program.machine.as_ref(),
        start,
        function.end,
        function.thumb,
    );
    let edges: HashMap<u64, u64> = graph
        .edges
        .get(&start)
        .into_iter()
        .flatten()
        .filter(|e| !e.pointer)
        .map(|e| (e.at, e.to))
        .collect();
    let import = |i: usize| graph.imports.get(&(start, body.insns[i].at));
    let crashes = |i: usize| {
        import(i).is_some_and(|n| names::crashes(n))
            || edges
                .get(&body.insns[i].at)
                .is_some_and(|to| names::crashes(name(program, *to)))
    };
    let may_leave = |i: usize| {
        import(i).is_some_and(|n| names::may_not_return(n))
            || graph.unknown.contains(&(start, body.insns[i].at))
            || edges
                .get(&body.insns[i].at)
                .is_some_and(|to| leaving.contains(to) || !program.functions.contains_key(to))
    };
    let certain = must(&body, &may_leave, &crashes);
    body.insns
        .iter()
        .zip(certain)
        .filter(|(_, c)| *c)
        .map(|(i, _)| i.at)
        .collect()
}

/// Where the file is entered whenever it is started: its entry, constructors, `main` of C and of Rust.
fn roots(program: &Program<'_>, graph: &Graph) -> Vec<u64> {
    let image = &program.image;
    let mut roots: Vec<u64> = image.at_start.iter().map(|at| image.code_at(*at)).collect();
    if !image.is_program {
        return roots;
    }
    let entry = image.code_at(image.entry);
    // `_start` gives the address of `main` to __libc_start_main; older ones those of __libc_csu_init and _fini, too.
    let by_name = image
        .functions
        .iter()
        .filter(|(_, s)| s.name == "main" || s.name == "__libc_csu_init")
        .map(|(at, _)| *at);
    let mains: Vec<u64> = by_name.collect();
    roots.extend(&mains);
    for main in mains {
        // Rust's `main` gives that of the crate to lang_start.
        for edge in graph.edges.get(&main).into_iter().flatten() {
            let text = names::readable(name(program, edge.to));
            if text.ends_with("::main") && text.matches("::").count() == 1 {
                roots.push(edge.to);
            }
        }
    }
    if !image.has_symbols {
        // Without names: what `_start` points at runs, but which of it is `main` is not known; see `spread`.
        roots.push(entry);
    }
    roots.retain(|at| program.functions.contains_key(at));
    roots
}

fn certain(
    program: &Program<'_>,
    graph: &Graph,
    leaving: &HashSet<u64>,
    roots: &[u64],
    found: &mut Reached,
) {
    let mut open: Vec<u64> = roots.to_vec();
    while let Some(at) = open.pop() {
        if !program.functions.contains_key(&at) || !found.certain.insert(at) {
            continue;
        }
        let must = match found.musts.get(&at) {
            Some(known) => known.clone(),
            None => must_of(program, graph, leaving, at),
        };
        for edge in graph.edges.get(&at).into_iter().flatten() {
            if !edge.pointer && !edge.conditional && must.contains(&edge.at) {
                open.push(edge.to);
            }
        }
        found.musts.insert(at, must);
    }
}

/// Everything that can be reached without passing a check.
fn spread(program: &Program<'_>, graph: &Graph, found: &Reached, from: Vec<u64>) -> HashSet<u64> {
    let mut seen = HashSet::new();
    let mut open = from;
    while let Some(at) = open.pop() {
        if !program.functions.contains_key(&at) || !seen.insert(at) {
            continue;
        }
        let asks = found.asks.contains(&at);
        let must = found.musts.get(&at);
        for edge in graph.edges.get(&at).into_iter().flatten() {
            let always = must.is_some_and(|m| m.contains(&edge.at)) && !edge.conditional;
            let guarded = asks && (edge.pointer || !always);
            if !guarded {
                open.push(edge.to);
            }
        }
    }
    seen
}

/// Functions whose address stands in data: by a relocation, or as a word in a file that is not moved.
fn pointed_at_by_data(program: &Program<'_>) -> BTreeSet<u64> {
    let image = &program.image;
    let relocated = image.slots.values().filter_map(|slot| match slot {
        crate::image::Slot::Address(to) => Some(image.code_at(*to)),
        crate::image::Slot::Import(_) => None,
    });
    let plain = image.code_words().into_iter().map(|to| image.code_at(to));
    relocated
        .chain(plain)
        .filter(|to| program.functions.contains_key(to))
        .collect()
}
