package org.hepar.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.hepar.metric.Contract;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code hepar contracts}: by which rules numbers can be made, and what sets two of them apart. */
@Command(
        name = "contracts",
        description = {"Lists the contracts: each is a named set of all rules on which published numbers of one name differ "
                + "(what a surface voxel is, what an empty mask is worth, when a lesion is found). With names, shows their rules.", ""},
        subcommands = ContractsCommand.Diff.class,
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {"", "Examples:", "  hepar contracts", "  hepar contracts lits_2017", "  hepar contracts diff christ_2017 lits_2017"})
final class ContractsCommand implements Callable<Integer> {

    private final Console console;

    @Parameters(arity = "0..*", paramLabel = "CONTRACT", description = "Contracts whose rules are shown in full.")
    private List<String> names = List.of();

    ContractsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Contract> chosen = names.stream().map(Contract::named).toList();
        if (chosen.isEmpty()) {
            Contract.all().forEach(contract -> head(contract).forEach(console.out()::println));
            console.out().println("Rules of one: hepar contracts NAME; what differs: hepar contracts diff NAME NAME");
            return 0;
        }
        for (Contract contract : chosen) {
            head(contract).forEach(console.out()::println);
            columns(contract.rules(), console.terminal().width()).forEach(console.out()::println);
        }
        return 0;
    }

    private List<String> head(Contract contract) {
        int width = console.terminal().width();
        List<String> lines = new ArrayList<>();
        lines.add(contract.name() + ", version " + contract.version());
        lines.addAll(wrapped("  ", contract.difference(), width));
        lines.addAll(wrapped("  Source: ", contract.source(), width));
        return lines;
    }

    /** Topic and words side by side, the words wrapped under themselves. */
    static List<String> columns(Map<String, String> rules, int width) {
        int widest = rules.keySet().stream().mapToInt(String::length).max().orElse(0);
        List<String> lines = new ArrayList<>();
        rules.forEach((topic, words) -> lines.addAll(wrapped("  " + topic + " ".repeat(widest - topic.length()) + "  ", words, width)));
        return lines;
    }

    /** Words in lines of at most a width, the further ones indented by as much as the first. */
    static List<String> wrapped(String begin, String words, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(begin);
        boolean fresh = true;
        for (String word : words.split(" ")) {
            if (!fresh && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(begin.length()));
                fresh = true;
            }
            line.append(fresh ? "" : " ").append(word);
            fresh = false;
        }
        lines.add(line.toString());
        return lines;
    }

    /** {@code hepar contracts diff}: the topics on which two contracts say different things. */
    @Command(
            name = "diff",
            description = {"Shows the rules on which two contracts differ.", ""},
            footer = {"", "Example:", "  hepar contracts diff christ_2017 medpy_0_5"})
    static final class Diff implements Callable<Integer> {

        private final Console console;

        @Parameters(index = "0", paramLabel = "CONTRACT", description = "One contract.")
        private String first;

        @Parameters(index = "1", paramLabel = "CONTRACT", description = "The other.")
        private String second;

        Diff(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Contract a = Contract.named(first);
            Contract b = Contract.named(second);
            Map<String, List<String>> differing = differing(a, b);
            if (differing.isEmpty()) {
                console.out().println(a.name() + " and " + b.name() + " have the same rules");
                return 0;
            }
            int widest = Math.max(a.name().length(), b.name().length());
            differing.forEach((topic, words) -> {
                console.out().println(topic);
                for (int i = 0; i < 2; i++) {
                    String name = (i == 0 ? a : b).name();
                    wrapped("  " + name + " ".repeat(widest - name.length()) + "  ", words.get(i), console.terminal().width())
                            .forEach(console.out()::println);
                }
            });
            console.out().println("The same in both: " + String.join(", ", a.rules().keySet().stream()
                    .filter(topic -> !differing.containsKey(topic)).toList()));
            return 0;
        }

        /** Topic, then what either says on it. */
        private static Map<String, List<String>> differing(Contract a, Contract b) {
            Map<String, List<String>> differing = new LinkedHashMap<>();
            List<String> topics = new ArrayList<>(a.rules().keySet());
            b.rules().keySet().stream().filter(topic -> !topics.contains(topic)).forEach(topics::add);
            for (String topic : topics) {
                String inA = a.rules().get(topic);
                String inB = b.rules().get(topic);
                if (!Objects.equals(inA, inB)) {
                    differing.put(topic, List.of(Objects.requireNonNullElse(inA, "says nothing"), Objects.requireNonNullElse(inB, "says nothing")));
                }
            }
            return differing;
        }
    }
}
