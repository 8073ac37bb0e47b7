//! Starts a virtual board: `board-init STEPS`. Enters new namespaces, does the steps that ferry planned (mounts,
//! files, rules), then serves: each connection gets a process of the SSH server. The first process of the board's
//! pid namespace stays as its init: it reaps, and its end is the end of everything on the board.
//!
//! Standard output: `ready PID` or `failed STEP NAME ERRNO`; exit 0 or 1.
#![cfg_attr(not(test), no_std)]
#![cfg_attr(not(test), no_main)]

use core::ptr::{addr_of, addr_of_mut};
use helpers::report::{decimal, line, parse_decimal};
use helpers::start::{bytes_of, Stack};
use helpers::steps::{Step, Steps};
use helpers::sys::{self, Errno, Text};
use helpers::text;

#[cfg(not(test))]
helpers::program!(main);

const BOARD: usize = sys::CLONE_NEWNS | sys::CLONE_NEWPID | sys::CLONE_NEWUTS | sys::CLONE_NEWIPC;
/// Steps longer than this are refused; the pages are taken only when they are used.
static mut STEPS: [u8; 1 << 20] = [0; 1 << 20];

/// What the steps gathered for serving.
struct Board<'a> {
    rules: Option<usize>,
    /// Rules of the whole host.
    named: [Option<Text<'a>>; 8],
    named_count: usize,
    socket: Option<usize>,
    user: Option<Step<'a>>,
    environment: [*const u8; 16],
    environment_count: usize,
}

fn main(stack: Stack) -> ! {
    let steps = read_steps(&stack);
    let _ = sys::close_from(3);
    sys::file_mask(0o022);
    let (Ok(go), Ok(done)) = (sys::pipe(), sys::pipe()) else { failed(0, b"pipe", sys::EINVAL) };
    let find = |name: &[u8]| Steps::new(steps).flatten().find(|step| step.name() == name);
    let own_user = find(b"map-users").map_or(0, |_| sys::CLONE_NEWUSER);
    let pid = match sys::fork(BOARD | own_user) {
        Ok(0) => {
            sys::close(go[1]);
            sys::close(done[0]);
            // Nothing comes where ferry's side died: then the board does not start.
            let mut byte = [0];
            match sys::read(go[0], &mut byte) {
                Ok(1) => run_board(steps, done[1]),
                _ => sys::exit(1),
            }
        }
        Ok(pid) => pid,
        Err(errno) => failed(0, b"namespaces", errno),
    };
    sys::close(go[0]);
    sys::close(done[1]);
    if let Err((name, errno)) = prepare(pid, find(b"map-users"), find(b"pid-file")) {
        sys::kill(pid as isize, sys::SIGKILL);
        failed(0, name, errno);
    }
    let _ = sys::write_all(go[1], b"g");
    let mut answer = [0u8; 8];
    match sys::read_full(done[0], &mut answer) {
        Ok(8) => {
            let index = u32::from_le_bytes([answer[0], answer[1], answer[2], answer[3]]);
            let errno = i32::from_le_bytes([answer[4], answer[5], answer[6], answer[7]]);
            if errno == 0 {
                let mut number = [0; 20];
                say(&[b"ready ", decimal(pid as u64, &mut number), b"\n"]);
                sys::exit(0)
            }
            let name = Steps::new(steps).flatten().nth(index as usize).map_or(&b"steps"[..], |step| step.name());
            failed(index as usize, name, errno)
        }
        _ => failed(0, b"init", sys::ECHILD),
    }
}

fn read_steps(stack: &Stack) -> &'static [u8] {
    if stack.count() != 2 {
        line(&[b"usage: board-init STEPS\n"]);
        sys::exit(2);
    }
    let path = Text::new(unsafe { bytes_of(stack.argument(1)) }).unwrap_or(text!(""));
    let length = sys::open(path, 0, 0).and_then(|fd| {
        let buffer = unsafe { &mut *addr_of_mut!(STEPS) };
        sys::read_full(fd, buffer)
    });
    match length {
        Ok(length) if length < 1 << 20 => unsafe { &(&*addr_of!(STEPS))[..length] },
        Ok(_) => failed(0, b"steps", sys::E2BIG),
        Err(errno) => failed(0, b"steps", errno),
    }
}

fn failed(index: usize, name: &[u8], errno: Errno) -> ! {
    let (mut first, mut second) = ([0; 20], [0; 20]);
    let (index, errno) = (decimal(index as u64, &mut first), decimal(errno as u64, &mut second));
    say(&[b"failed ", index, b" ", name, b" ", errno, b"\n"]);
    sys::exit(1)
}

fn say(pieces: &[&[u8]]) {
    for piece in pieces {
        let _ = sys::write_all(1, piece);
    }
}

/// The outside's part: the ids of the new user namespace, and the pid where ferry finds it.
fn prepare(pid: usize, ids: Option<Step>, file: Option<Step>) -> Result<(), (&'static [u8], Errno)> {
    let mut number = [0; 20];
    let pid = decimal(pid as u64, &mut number);
    if let Some(ids) = ids {
        // map-users UID_MAP GID_MAP [deny]: an unprivileged user must give up setgroups first (user_namespaces(7)).
        if ids.bytes(3) == b"deny" {
            write_file(&[b"/proc/", pid, b"/setgroups\0"], b"deny").map_err(|e| (&b"setgroups"[..], e))?;
        }
        write_file(&[b"/proc/", pid, b"/uid_map\0"], ids.bytes(1)).map_err(|e| (&b"uid-map"[..], e))?;
        write_file(&[b"/proc/", pid, b"/gid_map\0"], ids.bytes(2)).map_err(|e| (&b"gid-map"[..], e))?;
    }
    if let Some(file) = file {
        let flags = sys::O_WRONLY | sys::O_CREAT | sys::O_TRUNC;
        sys::open(file.text(1), flags, 0o600)
            .and_then(|fd| sys::write_all(fd, pid))
            .map_err(|e| (&b"pid-file"[..], e))?;
    }
    Ok(())
}

fn write_file(path: &[&[u8]], content: &[u8]) -> Result<(), Errno> {
    let mut buffer = [0u8; 64];
    let mut length = 0;
    for piece in path {
        buffer[length..length + piece.len()].copy_from_slice(piece);
        length += piece.len();
    }
    let path = Text::new(&buffer[..length]).ok_or(sys::EINVAL)?;
    let fd = sys::open(path, sys::O_WRONLY, 0)?;
    let result = sys::write_once(fd, content);
    sys::close(fd);
    result.map(drop)
}

/// The first process of the board.
fn run_board(steps: &'static [u8], done: usize) -> ! {
    sys::new_session();
    let mut board = Board {
        rules: None,
        named: [None; 8],
        named_count: 0,
        socket: None,
        user: None,
        environment: [core::ptr::null(); 16],
        environment_count: 0,
    };
    for (index, step) in Steps::new(steps).enumerate() {
        let result = step.map_err(|()| sys::EINVAL).and_then(|step| {
            if step.name() == b"serve" {
                return serve(&mut board, &step);
            }
            do_step(&mut board, &step).map(|()| None)
        });
        match result {
            Ok(None) => {}
            Ok(Some(server)) => {
                answer(done, 0, 0);
                sys::close(done);
                be_init(&board, server);
            }
            Err(errno) => {
                take_back(&board);
                answer(done, index as u32, errno);
                sys::exit(1);
            }
        }
    }
    answer(done, 0, sys::EINVAL);
    sys::exit(1)
}

fn answer(done: usize, index: u32, errno: Errno) {
    let mut bytes = [0u8; 8];
    bytes[..4].copy_from_slice(&index.to_le_bytes());
    bytes[4..].copy_from_slice(&errno.to_le_bytes());
    let _ = sys::write_all(done, &bytes);
}

fn do_step<'a>(board: &mut Board<'a>, step: &Step<'a>) -> sys::Result<()> {
    let number = |index| step.number(index).ok_or(sys::EINVAL);
    let mode = |index| step.mode(index).ok_or(sys::EINVAL);
    match step.name() {
        // Done outside, before.
        b"map-users" | b"pid-file" => Ok(()),
        // output FILE: what the board's processes print to their descriptors 1 and 2.
        b"output" => {
            let flags = sys::O_WRONLY | sys::O_CREAT | sys::O_APPEND;
            let (log, null) = (sys::open(step.text(1), flags, 0o600)?, sys::open(text!("/dev/null"), 0, 0)?);
            sys::duplicate(null, 0)?;
            sys::duplicate(log, 1)?;
            sys::duplicate(log, 2)
        }
        b"folder" => sys::change_folder(step.text(1)),
        b"mkdir" => match sys::make_folder(step.text(1), 0o755) {
            Err(sys::EEXIST) => Ok(()),
            other => other,
        }
        .and_then(|()| if step.count() > 2 { sys::change_mode(step.text(1), mode(2)?) } else { Ok(()) }),
        // write PATH MODE CONTENT: a new file in the place of whatever was there.
        b"write" => {
            let _ = sys::remove_file(step.text(1));
            let fd = sys::open(step.text(1), sys::O_WRONLY | sys::O_CREAT | sys::O_TRUNC, 0o600)?;
            let result = sys::write_all(fd, step.bytes(3));
            sys::close(fd);
            result.and_then(|()| sys::change_mode(step.text(1), mode(2)?))
        }
        b"symlink" => {
            let _ = sys::remove_file(step.text(2));
            sys::symlink(step.text(1), step.text(2))
        }
        b"owner" => sys::change_owner(step.text(1), number(2)?, number(3)?),
        // mount KIND SOURCE TARGET FLAGS DATA, flags as a number of mount(2).
        b"mount" => sys::mount(step.text(2), step.text(3), step.text(1), number(4)?, step.text(5)),
        // rules FOLDER: binfmt_misc of this user namespace, mounted and at once hidden again; kept alive by a descriptor.
        b"rules" => open_rules(board, step.text(1)),
        // rule LINE [NAME]: with a name, it is taken back at the end, and one that a crash left is replaced.
        b"rule" => {
            let rules = board.rules.ok_or(sys::EINVAL)?;
            if step.count() > 2 {
                remove_rule(rules, step.text(2));
                *board.named.get_mut(board.named_count).ok_or(sys::E2BIG)? = Some(step.text(2));
                board.named_count += 1;
            }
            write_rule(rules, text!("register"), step.bytes(1))
        }
        b"root" => enter_root(step.text(1)),
        b"hostname" => sys::host_name(step.bytes(1)),
        // limit RESOURCE SOFT: setrlimit(2), never above what is allowed.
        b"limit" => sys::soft_limit(number(1)?, number(2)?),
        b"processors" => sys::limit_processors(number(1)?, number(2)?),
        b"listen" => {
            let port = u16::try_from(number(2)?).map_err(|_| sys::EINVAL)?;
            board.socket = Some(sys::listen(address(step.bytes(1)).ok_or(sys::EINVAL)?, port)?);
            Ok(())
        }
        // user UID_MAP GID_MAP: the server and all behind it run in a user namespace of their own.
        b"user" => {
            board.user = Some(*step);
            Ok(())
        }
        b"variable" => {
            let place = board.environment[..15].get_mut(board.environment_count).ok_or(sys::E2BIG)?;
            *place = step.text(1).pointer();
            board.environment_count += 1;
            Ok(())
        }
        _ => Err(sys::EINVAL),
    }
}

fn address(text: &[u8]) -> Option<[u8; 4]> {
    let mut parts = text.split(|&byte| byte == b'.').map(|part| parse_decimal(part).and_then(|v| u8::try_from(v).ok()));
    let address = [parts.next()??, parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(address)
}

fn open_rules(board: &mut Board, folder: Text) -> sys::Result<()> {
    const MNT_DETACH: usize = 2;
    let kind = text!("binfmt_misc");
    sys::mount(kind, folder, kind, 0, text!(""))?;
    board.rules = Some(sys::open(folder, sys::O_DIRECTORY, 0)?);
    sys::unmount(folder, MNT_DETACH)
}

fn write_rule(rules: usize, name: Text, content: &[u8]) -> sys::Result<()> {
    let file = sys::open_at(rules, name, sys::O_WRONLY)?;
    let result = sys::write_once(file, content);
    sys::close(file);
    result.map(drop)
}

fn remove_rule(rules: usize, name: Text) {
    let _ = write_rule(rules, name, b"-1");
}

/// Makes `folder`, a mount point, the root; the host's tree goes away.
fn enter_root(folder: Text) -> sys::Result<()> {
    const MNT_DETACH: usize = 2;
    sys::change_folder(folder)?;
    // Old and new root in one place: pivot_root(2), "pivot_root(".", ".")".
    sys::pivot_root(text!("."), text!("."))?;
    sys::unmount(text!("."), MNT_DETACH)?;
    sys::change_folder(text!("/"))
}

/// Starts the server; its pid.
fn serve(board: &mut Board, step: &Step) -> sys::Result<Option<usize>> {
    let socket = board.socket.ok_or(sys::EINVAL)?;
    let mut arguments = [core::ptr::null(); 25];
    for (index, place) in arguments[..step.count() - 1].iter_mut().enumerate() {
        *place = step.text(index + 1).pointer();
    }
    sys::block_signals(1 << (sys::SIGCHLD - 1) | 1 << (sys::SIGTERM - 1));
    let (ready, user) = (sys::pipe()?, board.user);
    match sys::fork(0)? {
        0 => {
            // Only the first process keeps the rules.
            if let Some(rules) = board.rules {
                sys::close(rules);
            }
            let result = user.map_or(Ok(()), enter_user);
            answer(ready[1], 0, result.err().unwrap_or(0));
            match result {
                Ok(()) => accept_for_ever(socket, step.text(1), &arguments, &board.environment),
                Err(_) => sys::exit(1),
            }
        }
        pid => {
            sys::close(socket);
            sys::close(ready[1]);
            let mut bytes = [0u8; 8];
            sys::read_full(ready[0], &mut bytes)?;
            sys::close(ready[0]);
            match i32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]) {
                0 => Ok(Some(pid)),
                errno => Err(errno),
            }
        }
    }
}

fn enter_user(step: Step) -> sys::Result<()> {
    sys::unshare(sys::CLONE_NEWUSER)?;
    write_file(&[b"/proc/self/setgroups\0"], b"deny")?;
    write_file(&[b"/proc/self/uid_map\0"], step.bytes(1))?;
    write_file(&[b"/proc/self/gid_map\0"], step.bytes(2))
}

fn accept_for_ever(socket: usize, file: Text, arguments: &[*const u8; 25], environment: &[*const u8; 16]) -> ! {
    sys::ignore_signal(sys::SIGCHLD); // nothing to reap
    sys::block_signals(0);
    loop {
        let Ok(connection) = sys::accept(socket) else { continue };
        if let Ok(0) = sys::fork(0) {
            // Whatever ferry's own parent ignored (nohup) is no concern of the board.
            (1..32).for_each(sys::default_signal);
            sys::new_session();
            let _ = sys::duplicate(connection, 0);
            let _ = sys::duplicate(connection, 1);
            unsafe { sys::execute(file, arguments.as_ptr(), environment.as_ptr()) };
            line(&[b"board-init: the SSH server did not start\n"]);
            sys::exit(1);
        }
        sys::close(connection);
    }
}

/// How often the first process looks whether the board's folder is there still.
const LOOK_MS: u64 = 10_000;

/// Reaps until the server ends, the host asks for the end (SIGTERM from outside of the board), or the board's log is
/// gone: whoever deletes ferry's cache does not want its boards to stay.
fn be_init(board: &Board, server: usize) -> ! {
    let mask = 1 << (sys::SIGCHLD - 1) | 1 << (sys::SIGTERM - 1);
    loop {
        match sys::wait_signal(mask, Some(LOOK_MS)) {
            Some(signal) if signal.number == sys::SIGTERM && signal.sender == 0 => shut_down(board),
            Some(_) => {}
            None if sys::link_count(2) == Ok(0) => shut_down(board),
            None => {}
        }
        while let Ok(Some((pid, _))) = sys::reap() {
            if pid == server {
                shut_down(board);
            }
        }
    }
}

/// So long programs have after SIGTERM. `stop` of the host waits longer (stop-board.ts).
const GRACE_MS: u64 = 5_000;

/// As a board does: SIGTERM to all, a moment, then the end, at which the kernel kills what is left.
fn shut_down(board: &Board) -> ! {
    take_back(board);
    sys::kill(-1, sys::SIGTERM);
    let end = sys::milliseconds() + GRACE_MS;
    // By the clock: each program that ends wakes this one, and may not take from the time of the others.
    loop {
        loop {
            match sys::reap() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => sys::exit(0),
            }
        }
        let now = sys::milliseconds();
        if now >= end {
            sys::exit(0)
        }
        sys::wait_signal(1 << (sys::SIGCHLD - 1), Some(end - now));
    }
}

/// Removes what was registered for the whole host.
fn take_back(board: &Board) {
    for name in board.named.iter().flatten() {
        if let Some(rules) = board.rules {
            remove_rule(rules, *name);
        }
    }
}
