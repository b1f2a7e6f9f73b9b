/**
 * The command line: one class per command, and the only place that writes to standard output and error.
 *
 * <p>Read first: {@link org.hepar.cli.Main} (commands, messages, exit codes), {@link org.hepar.cli.TerminalProgress}.
 *
 * <p>The flow: arguments are read, the work is asked for in one call, its result is told in a few lines. An exception
 * comes up to {@link org.hepar.cli.Failure}, which turns it into lines and an exit code.
 *
 * <p>This package must not know how anything is computed; nothing else knows this package.
 */
package org.hepar.cli;
