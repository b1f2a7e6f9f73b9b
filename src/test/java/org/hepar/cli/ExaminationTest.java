package org.hepar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.hepar.cli.Finding.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExaminationTest {

    private static Examination with(Map<String, String> environment) {
        return new Examination(environment, System.getProperties());
    }

    private static Examination withProperty(String name, String value) {
        Properties properties = new Properties();
        properties.setProperty(name, value);
        return new Examination(Map.of(), properties);
    }

    @Test
    void aBareEnvironmentLacksNothingThatIsNeeded() {
        assertThat(with(Map.of()).findings())
                .hasSizeGreaterThan(8)
                .allMatch(finding -> finding.standing() != Standing.NEEDED)
                .allMatch(finding -> finding.line().lines().count() == 1);
    }

    @Test
    void whatIsMissingIsToldWithItsCure() {
        assertThat(with(Map.of()).mlflow().text()).contains("MLFLOW_TRACKING_URI").contains("hepar dashboard");
        assertThat(with(Map.of()).data().text()).contains("export HEPAR_DATA=");
        assertThat(withProperty("hepar.allocator", "glibc").allocator().text()).contains("apt install libjemalloc2");
        assertThat(withProperty("hepar.allocator", "jemalloc").allocator().standing()).isEqualTo(Standing.OK);
    }

    @Test
    void aPlatformWithoutEngineIsTheEnd() {
        assertThat(withProperty("os.arch", "aarch64").platform().standing()).isEqualTo(Standing.NEEDED);
    }

    @Test
    void aServerIsAskedForItsHealth() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String search = "/api/2.0/mlflow/experiments/search";
        server.createContext(search, exchange -> answer(exchange, 200, "{}"));
        server.createContext("/ill" + search, exchange -> answer(exchange, 503, ""));
        server.createContext("/page" + search, exchange -> answer(exchange, 200, "<html>login here</html>"));
        server.createContext("/closed" + search, exchange -> answer(exchange, "Bearer token-4".equals(exchange.getRequestHeaders().getFirst("Authorization")) ? 200 : 401, "{}"));
        server.start();
        try {
            String address = "http://127.0.0.1:" + server.getAddress().getPort();
            assertThat(with(Map.of("MLFLOW_TRACKING_URI", address + "/closed", "MLFLOW_TRACKING_TOKEN", "token-4")).mlflow().standing()).isEqualTo(Standing.OK);
            assertThat(with(Map.of("MLFLOW_TRACKING_URI", address.replace("//", "//me:pass-word-5@") + "/closed")).mlflow().text()).contains("does not take these credentials").doesNotContain("pass-word-5");
            assertThat(with(Map.of("MLFLOW_TRACKING_URI", address, "MLFLOW_TRACKING_TOKEN", "token-6\nX: 1")).mlflow().text()).contains("MLFLOW_TRACKING_TOKEN holds").doesNotContain("token-6");
            assertThat(with(Map.of("MLFLOW_TRACKING_URI", address + "/")).mlflow().standing()).isEqualTo(Standing.OK);
            assertThat(with(Map.of("MLFLOW_TRACKING_URI", address + "/ill")).mlflow().text()).contains("503");
            assertThat(with(Map.of("MLFLOW_TRACKING_URI", address + "/page")).mlflow().text()).contains("something else than an MLflow server answers there");
        } finally {
            server.stop(0);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aServerThatIsAwayIsNoObstacle() throws IOException {
        int unused;
        try (ServerSocket socket = new ServerSocket(0)) {
            unused = socket.getLocalPort();
        }
        Finding finding = with(Map.of("MLFLOW_TRACKING_URI", "http://127.0.0.1:" + unused)).mlflow();

        assertThat(finding.standing()).isEqualTo(Standing.OPTIONAL);
        assertThat(finding.text()).contains("connection refused");
    }

    @Test
    void anAddressThatIsNoneIsToldApart() {
        assertThat(with(Map.of("MLFLOW_TRACKING_URI", "file:/tmp/mlruns")).mlflow().text()).contains("MLFLOW_TRACKING_URI");
        assertThat(with(Map.of("MLFLOW_TRACKING_URI", "http://a b")).mlflow().standing()).isEqualTo(Standing.OPTIONAL);
    }

    @Test
    void theDataFolderIsLookedFor(@TempDir Path folder) {
        assertThat(with(Map.of("HEPAR_DATA", folder.toString())).data().standing()).isEqualTo(Standing.OK);
        assertThat(with(Map.of("HEPAR_DATA", folder.resolve("absent").toString())).data().text()).contains("is no folder");
    }
}
