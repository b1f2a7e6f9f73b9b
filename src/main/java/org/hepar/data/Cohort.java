package org.hepar.data;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hepar.config.Hash;

/**
 * A named list of cases with distinct ids, in their natural order.
 *
 * @param name for records and reports
 * @param cases at least one
 */
public record Cohort(String name, List<Case> cases) {

    public Cohort {
        cases = List.copyOf(cases);
        if (cases.isEmpty()) {
            throw new IllegalArgumentException("cohort " + name + " has no cases; give it at least one");
        }
        Set<String> seen = new HashSet<>();
        for (Case one : cases) {
            if (!seen.add(one.id())) {
                throw new IllegalArgumentException("cohort " + name + " has the id '" + one.id() + "' twice; ids must be unique");
            }
        }
    }

    /** @throws IllegalArgumentException when there is none of that id */
    public Case get(String id) {
        return cases.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "cohort " + name + " has no case '" + id + "'; it has " + String.join(", ", ids())));
    }

    /** Ids in the order of the cases. */
    public List<String> ids() {
        return cases.stream().map(Case::id).toList();
    }

    /**
     * SHA-256 (hex) over the ids and content hashes of the cases, sorted by id: the same patients give the same hash
     * wherever they lie and in whatever order. Reads every file once.
     */
    public String sha256() {
        StringBuilder text = new StringBuilder();
        cases.stream().sorted(Comparator.comparing(Case::id))
                .forEach(one -> text.append(one.id()).append('\t').append(one.sha256()).append('\n'));
        return Hash.sha256(text.toString());
    }
}
