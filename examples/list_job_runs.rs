//! Lists the runs of an Amazon DataZone job as JSON, one a line, in Rust. A run borrows its listing
//! until the next run, and the borrow checker enforces that.
//!   rustc -O --edition 2021 list_job_runs.rs -l dzjobs
use std::ffi::{c_void, CStr, CString};
use std::io::Write;
use std::os::raw::{c_char, c_int};
use std::ptr::{null, null_mut};

const USAGE: &str = "\
usage: list_job_runs --domain ID --job ID [--region REGION] [--status STATUS] [--max-items N]
    [--sort ASCENDING|DESCENDING] [--page-size N] [--starting-token TOKEN] [--endpoint-url URL]";

// The functions of dzjobs_client.h that this program uses. Handles are opaque.
type Handle = *mut c_void;
type Text = *const c_char;
const RUN: c_int = 1;
const EINVAL: c_int = -1;
extern "C" {
    fn dzjobs_client_new(out: *mut Handle) -> c_int;
    fn dzjobs_client_free(client: Handle);
    fn dzjobs_client_error_text(client: Handle, buffer: *mut c_char, size: usize) -> usize;
    fn dzjobs_client_set_region(client: Handle, region: Text) -> c_int;
    fn dzjobs_client_set_endpoint_url(client: Handle, url: Text) -> c_int;
    fn dzjobs_client_new_list(client: Handle, out: *mut Handle, domain: Text, job: Text) -> c_int;
    fn dzjobs_client_next(client: Handle, list: Handle) -> c_int;
    fn dzjobs_list_free(list: Handle);
    fn dzjobs_list_error_text(list: Handle) -> Text;
    fn dzjobs_list_set_status(list: Handle, status: Text) -> c_int;
    fn dzjobs_list_set_sort_order(list: Handle, order: Text) -> c_int;
    fn dzjobs_list_set_resume_token(list: Handle, token: Text) -> c_int;
    fn dzjobs_list_set_max_results(list: Handle, count: c_int) -> c_int;
    fn dzjobs_list_set_max_items(list: Handle, count: i64) -> c_int;
    fn dzjobs_list_run(list: Handle) -> Handle;
    fn dzjobs_list_resume_token(list: Handle) -> Text;
    fn dzjobs_run_json(run: Handle, len: *mut usize) -> Text;
}

type Options = std::collections::HashMap<String, CString>;

fn options(mut words: impl Iterator<Item = String>) -> Option<Options> {
    let mut given = Options::new();
    while let Some(word) = words.next() {
        let (name, value) = (word.strip_prefix("--")?.to_string(), words.next()?);
        match name.as_str() {
            "domain" | "job" | "region" | "status" | "sort" => {}
            "starting-token" | "endpoint-url" => {}
            "max-items" | "page-size" => drop(value.parse::<c_int>().ok().filter(|n| *n >= 0)?),
            _ => return None,
        }
        given.insert(name, CString::new(value).ok()?);
    }
    (given.contains_key("domain") && given.contains_key("job")).then(|| given)
}

struct Listing(Handle, Handle); // the client, and the listing

impl Listing {
    fn start(&mut self, options: &Options) -> Result<(), c_int> {
        // A missing option is NULL, which changes no setting.
        let text = |name| options.get(name).map_or(null(), |text| text.as_ptr());
        let number = |name| options.get(name).map(|text| text.to_str().unwrap().parse().unwrap());
        unsafe {
            check(dzjobs_client_new(&mut self.0))?;
            check(dzjobs_client_set_region(self.0, text("region")))?;
            check(dzjobs_client_set_endpoint_url(self.0, text("endpoint-url")))?;
            check(dzjobs_client_new_list(self.0, &mut self.1, text("domain"), text("job")))?;
            check(dzjobs_list_set_status(self.1, text("status")))?;
            check(dzjobs_list_set_sort_order(self.1, text("sort")))?;
            check(dzjobs_list_set_resume_token(self.1, text("starting-token")))?;
            number("page-size").map_or(Ok(0), |n| check(dzjobs_list_set_max_results(self.1, n)))?;
            let most = number("max-items").map(i64::from);
            most.map_or(Ok(0), |n| check(dzjobs_list_set_max_items(self.1, n)))?;
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Option<&CStr>, c_int> {
        let is_run = check(unsafe { dzjobs_client_next(self.0, self.1) })? == RUN;
        let json = unsafe { dzjobs_run_json(dzjobs_list_run(self.1), null_mut()) };
        Ok(borrowed(json).filter(|_| is_run))
    }
}

impl Drop for Listing {
    fn drop(&mut self) { unsafe { (dzjobs_list_free(self.1), dzjobs_client_free(self.0)) }; }
}

fn check(code: c_int) -> Result<c_int, c_int> { if code < 0 { Err(code) } else { Ok(code) } }
fn borrowed<'a>(text: Text) -> Option<&'a CStr> {
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) })
}

fn print_runs(listing: &mut Listing, options: &Options) -> Result<(), c_int> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    listing.start(options)?;
    while let Some(run) = listing.next()? {
        writeln!(out, "{}", run.to_string_lossy()).expect("the runs can be written");
    }
    Ok(())
}

fn main() -> std::process::ExitCode {
    let given = options(std::env::args().skip(1)).unwrap_or_else(|| {
        eprintln!("{USAGE}");
        std::process::exit(2)
    });
    let mut listing = Listing(null_mut(), null_mut());
    let code = print_runs(&mut listing, &given).err().unwrap_or(0);
    let mut buffer = [0 as c_char; 4096];
    unsafe { dzjobs_client_error_text(listing.0, buffer.as_mut_ptr(), buffer.len()) };
    let texts = (unsafe { dzjobs_list_error_text(listing.1) }, buffer.as_ptr());
    let token = borrowed(unsafe { dzjobs_list_resume_token(listing.1) });
    if code < 0 {
        let error = borrowed(texts.0).or(borrowed(texts.1)).unwrap().to_string_lossy();
        eprintln!("list_job_runs: {}", error.replace(char::is_control, " "));
    }
    token.map(|token| eprintln!("to continue: --starting-token {}", token.to_string_lossy()));
    std::process::ExitCode::from(if code == EINVAL { 2 } else { (code < 0).into() })
}
