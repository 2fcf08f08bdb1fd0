import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * patterns/search-attribution as one would write it for Kafka Streams: the same sessions, the same state
 * per key, the same outputs to the byte, and a changelog. Arguments: brokers, application, input, output,
 * state folder, the version that outputs name, threads.
 */
public final class Attribution {
  private static final long GAP = Duration.ofMinutes(30).toMillis();
  private static final long MAX = Duration.ofHours(12).toMillis();
  private static final String STORE = "sessions";

  public static void main(String[] said) throws InterruptedException {
    Properties settings = new Properties();
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, said[0]);
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, said[1]);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, said[4]);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, said[6]);
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
    settings.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    // Of what its users tune first: larger batches.
    settings.put(StreamsConfig.producerPrefix("batch.size"), 262144);
    settings.put(StreamsConfig.consumerPrefix("max.poll.records"), 5000);

    Topology topology = new Topology();
    var bytes = Serdes.ByteArray();
    topology.addSource("clicks", Serdes.String().deserializer(), bytes.deserializer(), said[2]);
    topology.addProcessor("attribution", () -> new Attribute(said[2], said[5]), "clicks");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(STORE), Serdes.String(), bytes)
            .withCachingEnabled(),
        "attribution");
    topology.addSink("out", said[3], Serdes.String().serializer(), bytes.serializer(), "attribution");

    KafkaStreams streams = new KafkaStreams(topology, settings);
    CountDownLatch asked = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      streams.close(Duration.ofSeconds(20));
      asked.countDown();
    }));
    streams.start();
    asked.await();
  }

  private enum State { BROWSING, SEARCHED, FOUND, CARTED }

  /** What is kept of a key; positions stand for ids of events, which are all of one partition. */
  private static final class Session {
    State state = State.BROWSING;
    long first;
    long start;
    long latest;
    String term;
    long termAt;

    Session(long first, long start) {
      this.first = first;
      this.start = start;
    }

    boolean over(long time) {
      return time > latest + GAP || time > start + MAX;
    }

    byte[] toBytes() {
      byte[] text = term == null ? new byte[0] : term.getBytes(StandardCharsets.UTF_8);
      ByteBuffer to = ByteBuffer.allocate(33 + text.length);
      to.put((byte) state.ordinal()).putLong(first).putLong(start).putLong(latest).putLong(termAt);
      return to.put(text).array();
    }

    static Session of(byte[] bytes) {
      ByteBuffer from = ByteBuffer.wrap(bytes);
      State state = State.values()[from.get()];
      Session session = new Session(from.getLong(), from.getLong());
      session.state = state;
      session.latest = from.getLong();
      session.termAt = from.getLong();
      if (bytes.length > 33)
        session.term = new String(bytes, 33, bytes.length - 33, StandardCharsets.UTF_8);
      return session;
    }
  }

  private static final class Click {
    String visitor;
    long time;
    String type;
    String term;
    String product;
  }

  private static final class Attribute implements Processor<String, byte[], String, byte[]> {
    private static final JsonFactory JSON = new JsonFactory();
    private static final DateTimeFormatter TIME =
        DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final String topic;
    private final String version;
    private ProcessorContext<String, byte[]> context;
    private KeyValueStore<String, byte[]> sessions;

    Attribute(String topic, String version) {
      this.topic = topic;
      this.version = version;
    }

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
      this.context = context;
      sessions = context.getStateStore(STORE);
      // What is over is dropped, or the state would grow for ever.
      context.schedule(Duration.ofMinutes(5), PunctuationType.STREAM_TIME, this::dropEnded);
    }

    private void dropEnded(long now) {
      List<String> ended = new ArrayList<>();
      try (KeyValueIterator<String, byte[]> all = sessions.all()) {
        while (all.hasNext()) {
          KeyValue<String, byte[]> one = all.next();
          if (Session.of(one.value).over(now)) ended.add(one.key);
        }
      }
      for (String key : ended) sessions.delete(key);
    }

    @Override
    public void process(Record<String, byte[]> record) {
      Click click = read(record.value());
      long at = context.recordMetadata().map(RecordMetadata::offset).orElseThrow();
      byte[] kept = sessions.get(click.visitor);
      Session session = kept == null ? null : Session.of(kept);
      if (session == null || session.over(click.time)) session = new Session(at, click.time);
      session.latest = Math.max(session.latest, click.time);
      step(session, click, at);
      sessions.put(click.visitor, session.toBytes());
    }

    private void step(Session session, Click click, long at) {
      switch (click.type) {
        case "search" -> {
          session.state = State.SEARCHED;
          session.term = click.term;
          session.termAt = at;
          emit("searched", session, click, at);
        }
        case "view" -> {
          if (session.state == State.SEARCHED || session.state == State.FOUND) {
            session.state = State.FOUND;
            emit("found", session, click, at);
          } else if (session.state == State.CARTED) emit("considered", session, click, at);
        }
        case "cart" -> {
          if (session.state == State.FOUND) {
            session.state = State.CARTED;
            emit("carted", session, click, at);
          } else if (session.state == State.CARTED) emit("considered", session, click, at);
          else forget(session);
        }
        case "purchase" -> {
          if (session.state == State.CARTED) emit("bought", session, click, at);
          forget(session);
        }
        default -> forget(session);
      }
    }

    private static void forget(Session session) {
      session.state = State.BROWSING;
      session.term = null;
      session.termAt = 0;
    }

    private void emit(String stage, Session session, Click click, long at) {
      String key = click.visitor;
      String place = topic + "-" + context.taskId().partition() + "@";
      String id = "search_attribution/" + key + "/" + place + at + "/attribution/1";
      StringBuilder line = new StringBuilder(480);
      line.append("{\"id\":\"").append(id);
      line.append("\",\"pattern\":\"search_attribution\",\"version\":\"").append(version);
      line.append("\",\"output\":\"attribution\",\"kind\":\"output\",\"key\":");
      text(line, key);
      line.append(",\"session\":\"search_attribution/").append(key).append('/').append(place);
      line.append(session.first).append("\",\"time\":\"");
      TIME.formatTo(Instant.ofEpochMilli(click.time), line);
      line.append("\",\"causes\":[\"");
      if (session.termAt != at) line.append(place).append(session.termAt).append("\",\"");
      line.append(place).append(at).append("\"],\"data\":{\"stage\":\"").append(stage);
      line.append("\",\"term\":");
      text(line, session.term);
      if (click.product != null) {
        line.append(",\"product\":");
        text(line, click.product);
      }
      byte[] value = line.append("}}").toString().getBytes(StandardCharsets.UTF_8);
      Headers headers = new RecordHeaders().add("pda.id", id.getBytes(StandardCharsets.UTF_8));
      context.forward(new Record<>(key, value, click.time, headers));
    }

    private static void text(StringBuilder to, String value) {
      to.append('"');
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '"' || c == '\\') to.append('\\').append(c);
        else if (c < ' ') to.append(String.format("\\u%04x", (int) c));
        else to.append(c);
      }
      to.append('"');
    }

    private static Click read(byte[] value) {
      Click click = new Click();
      try (JsonParser from = JSON.createParser(value)) {
        from.nextToken();
        while (from.nextToken() == JsonToken.FIELD_NAME) {
          String name = from.currentName();
          from.nextToken();
          switch (name) {
            case "visitor" -> click.visitor = from.getText();
            case "timestamp" -> click.time = from.getLongValue();
            case "type" -> click.type = from.getText();
            case "term" -> click.term = from.getText();
            case "product" -> click.product = from.getText();
            default -> from.skipChildren();
          }
        }
      } catch (IOException error) {
        throw new UncheckedIOException(error);
      }
      return click;
    }
  }
}
