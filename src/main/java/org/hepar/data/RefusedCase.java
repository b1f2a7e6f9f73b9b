package org.hepar.data;

/**
 * A case that cannot be scored.
 *
 * @param caseId the patient's id
 * @param reason a line that names the case, what is wrong with it and the cure
 */
public record RefusedCase(String caseId, String reason) {

    /** With the case named at the front of what is wrong, unless it is already. */
    public static RefusedCase of(String caseId, String wrong) {
        return new RefusedCase(caseId, wrong.startsWith("case " + caseId) ? wrong : "case " + caseId + ": " + wrong);
    }
}
