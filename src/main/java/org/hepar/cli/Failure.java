package org.hepar.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.hepar.execute.RunStopped;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What went wrong, as a person is told it: its exit code and its lines, and the trace where the program is to blame.
 *
 * @param trace null where the message says all
 */
record Failure(int exitCode, List<String> lines, Throwable trace) {

    /** A wrong argument: one line with the mistake and where to look. */
    static Failure ofArguments(ParameterException mistake) {
        CommandLine command = mistake.getCommandLine();
        String said = decapitalised(oneLine(mistake.getMessage()));
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            String kind = unmatched.isUnknownOption() ? "unknown option"
                    : command.getSubcommands().isEmpty() ? "unexpected argument" : "unknown command";
            said = kind + " '" + unmatched.getUnmatched().get(0) + "'";
            if (!unmatched.getSuggestions().isEmpty()) {
                said += " (did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?)";
            }
        }
        String name = command.getCommandSpec().qualifiedName();
        return new Failure(Main.BAD_INPUT, List.of(said + "; see " + name + " --help"), null);
    }

    /** Bad input speaks for itself; anything else is ours, and its trace is kept. */
    static Failure of(Throwable failure) {
        if (failure instanceof ParameterException mistake) {
            return ofArguments(mistake);
        }
        if (failure instanceof RunStopped) {
            return new Failure(Main.FAILED, List.of(oneLine(failure.getMessage())), failure);
        }
        if (failure instanceof IllegalArgumentException || failure instanceof UncheckedIOException) {
            String message = said(failure);
            if (message != null && !message.isBlank()) {
                return new Failure(Main.BAD_INPUT, message.strip().lines().toList(), failure);
            }
        }
        if (failure instanceof OutOfMemoryError && String.valueOf(failure.getMessage()).contains("direct buffer memory")) {
            return new Failure(Main.FAILED, List.of("the memory that Java may take outside its heap is full (" + failure.getMessage()
                    + "); lower batch_size, or give more: HEPAR_JAVA_OPTS=-XX:MaxDirectMemorySize=4g hepar ..."), failure);
        }
        if (failure instanceof OutOfMemoryError) {
            return new Failure(Main.FAILED, List.of(String.format(Locale.ROOT,
                    "the Java heap of %.1f GB is full; give more: HEPAR_HEAP=%dg hepar ...", gigabytes(),
                    (long) Math.ceil(gigabytes() * 2))), failure);
        }
        String message = failure.getMessage() == null ? "" : ": " + oneLine(failure.getMessage());
        return new Failure(Main.FAILED, List.of("failed unexpectedly (" + failure.getClass().getSimpleName() + ")" + message),
                failure);
    }

    /** The message; that of the cause where the failure was given none of its own and repeats its cause, class name and all. */
    private static String said(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null && cause.toString().equals(failure.getMessage()) ? cause.getMessage() : failure.getMessage();
    }

    /** Says it on standard error; a failure of the program leaves its trace in a file, unless it is shown here. */
    int tell(Console console, boolean debug) {
        lines.forEach(line -> console.err().println("hepar: " + line));
        if (trace != null && debug) {
            console.err().print(traceText());
        } else if (trace != null && exitCode == Main.FAILED && !(trace instanceof RunStopped)) {
            console.err().println("hepar: " + keepTrace());
        }
        console.err().flush();
        return exitCode;
    }

    private String keepTrace() {
        try {
            Path file = Files.createTempFile("hepar-error-", ".log");
            Files.writeString(file, traceText());
            return "the whole trace: " + file;
        } catch (IOException noPlaceForIt) {
            return "the trace could not be written (" + noPlaceForIt.getMessage() + "); --debug shows it";
        }
    }

    private String traceText() {
        StringWriter text = new StringWriter();
        trace.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static double gigabytes() {
        return Runtime.getRuntime().maxMemory() / (double) (1 << 30);
    }

    private static String oneLine(String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String decapitalised(String text) {
        return text.isEmpty() ? text : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
