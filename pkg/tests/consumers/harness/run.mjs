import { execSync, spawn, spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";

const ENV = { ...process.env, CI: "1", NO_COLOR: "1", FORCE_COLOR: undefined, NEXT_TELEMETRY_DISABLED: "1" };

/** The path of a program that the project has installed. */
export function program(name) {
  return resolve("node_modules/.bin", name);
}

/** Runs an installed program to its end; what it writes is in the error if it fails. */
export function run(name, ...options) {
  return output(program(name), ...options);
}

/** What a program writes on its standard output. */
export function output(path, ...options) {
  const { status, signal, stdout, stderr, error } = spawnSync(path, options, { env: ENV, encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) {
    const said = stripVTControlCharacters(`${stdout}\n${stderr}`).trim();
    throw new Error(`\`${[path, ...options].join(" ")}\` ended with ${signal ?? `status ${status}`}\n${said}`);
  }
  return stdout;
}

/** Starts an installed server, and waits until it says where it listens; the process ends with the checks. */
export function started(name, ...options) {
  const server = spawn(program(name), options, { env: ENV, stdio: ["ignore", "pipe", "pipe"] });
  process.once("exit", () => server.kill());
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (bytes) => {
      said += stripVTControlCharacters(String(bytes));
      const address = /https?:\/\/(?:localhost|127\.0\.0\.1|\[::1\]):\d+/.exec(said);
      if (address) resolve(address[0]);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.on("error", reject);
    server.on("exit", (status) => reject(new Error(`\`${name}\` ended with status ${status}\n${said}`)));
  });
}

/** What a line of commands writes, run in a folder as a person would type it. */
export function shell(folder, commands) {
  return execSync(commands, { cwd: folder, env: ENV, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
