package org.hepar.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The command {@code hepar}: reads the arguments, starts one command and ends with its exit code.
 *
 * <p>Exit codes: 0 done; 2 bad input (said in a line each, nothing done); 1 a failure that is not the input's, or
 * something needed that is missing; 130 and 143 ended by a signal.
 */
@Command(
        name = "hepar",
        subcommands = {RunCommand.class, ResumeCommand.class, PlanCommand.class, PreviewCommand.class, ShowCommand.class, SegmentCommand.class, ExportCommand.class, ReportCommand.class, RefineCommand.class,
                ScoreCommand.class, CompareCommand.class, ContractsCommand.class, RunsCommand.class, ShowRunCommand.class, DiffCommand.class, PushCommand.class, DashboardCommand.class, DoctorCommand.class},
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = {"An experiment workbench for liver and liver-lesion segmentation: one YAML file says what to train and "
                + "how to judge it; one command does it and draws the report.", ""},
        footer = {"", "Example:", "  hepar run experiments/quickstart.yaml", "", "hepar COMMAND --help tells more about a command, with an example."})
public final class Main implements Runnable {

    static final int BAD_INPUT = 2;
    static final int FAILED = 1;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = ScopeType.INHERIT, description = "Shows this help.")
    private boolean help;

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Shows the version.")
    private boolean version;

    @Option(names = "--debug", scope = ScopeType.INHERIT, description = "Shows the whole trace of a failure.")
    private boolean debug;

    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        System.exit(run(Terminal.ofThisProcess(), System.out, System.err, arguments));
    }

    /** Runs one command and returns its exit code; what it says goes to the given streams. */
    static int run(Terminal terminal, PrintStream out, PrintStream err, String... arguments) {
        Console console = new Console(terminal, out, err);
        Main main = new Main();
        try {
            return main.commandLine(console).execute(arguments);
        } catch (RuntimeException | Error failure) {
            return Failure.of(failure).tell(console, main.debug);
        }
    }

    /** The commands, speaking to a console. */
    CommandLine commandLine(Console console) {
        Terminal terminal = console.terminal();
        return new CommandLine(this, new Factory(console))
                .setOut(new PrintWriter(console.out(), true))
                .setErr(new PrintWriter(console.err(), true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
                .setUsageHelpWidth(Math.max(100, Math.min(terminal.width(), 120)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((mistake, given) -> Failure.ofArguments(mistake).tell(console, false))
                .setExecutionExceptionHandler((failure, command, parsed) -> Failure.of(failure).tell(console, debug));
    }

    /** {@code hepar} alone shows its help: nothing was asked for, and that is a mistake of the input. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "needs a command");
    }

    /** The version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {"hepar " + text()};
        }

        static String text() {
            String built = Main.class.getPackage().getImplementationVersion();
            return built == null ? "unpackaged" : built;
        }
    }

    /** Makes the commands, giving each the console. */
    private record Factory(Console console) implements CommandLine.IFactory {

        @Override
        public <K> K create(Class<K> type) throws Exception {
            try {
                return type.getDeclaredConstructor(Console.class).newInstance(console);
            } catch (NoSuchMethodException takesNoConsole) {
                return CommandLine.defaultFactory().create(type);
            }
        }
    }
}
