// Reads the QR code of a document with the camera, and goes where it leads if that is here. Nothing is recorded or sent.
"use strict";
(() => {
  const LONGEST = 60_000; // milliseconds for which the camera stays on
  const PAUSE = 200;
  const HERE = /^\/(verify|p)\/[^/]+$/; // the pages that our QR codes and links open
  const part = document.getElementById("scan");
  const [start, stop, view, video, told] = ["start", "stop", "view", "video", "told"].map((name) =>
    document.getElementById(`scan-${name}`),
  );
  let stream = null;

  const say = (what, place = "") => {
    told.textContent = (part.dataset[what] ?? "").replace("{place}", place);
  };

  const reader = async () => {
    if (!("BarcodeDetector" in window) || !navigator.mediaDevices) return null;
    const formats = await BarcodeDetector.getSupportedFormats();
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  };

  const end = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = video.srcObject = null;
    view.hidden = true;
    start.hidden = false;
  };

  const lead = (text) => {
    const there = URL.canParse(text) ? new URL(text) : null;
    if (there?.origin === location.origin && HERE.test(there.pathname)) location.assign(there.href);
    else if (there?.host) say("elsewhere", there.host);
    else say("nothing");
  };

  const look = async (detector) => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment" } });
    } catch (problem) {
      say(problem.name === "NotAllowedError" ? "refused" : "blind");
      return;
    }
    video.srcObject = stream;
    view.hidden = false;
    start.hidden = true;
    say("looking");
    stop.focus();
    await video.play();
    const until = Date.now() + LONGEST;
    while (stream && Date.now() < until) {
      const [found] = await detector.detect(video).catch(() => []);
      if (found && stream) {
        end();
        start.focus();
        lead(found.rawValue);
        return;
      }
      await new Promise((go) => setTimeout(go, PAUSE));
    }
    if (stream) {
      end();
      start.focus();
      say("unseen");
    }
  };

  reader().then((detector) => {
    if (!detector) {
      say("unable");
      return;
    }
    start.hidden = false;
    start.addEventListener("click", () => look(detector));
    stop.addEventListener("click", () => {
      end();
      say("");
      start.focus();
    });
  });
})();
