"use client";

import { load } from "landfall";
import { useEffect, useState } from "react";
import cart from "../../cart.json";

export function LandedCost() {
  const [text, setText] = useState("");
  useEffect(() => void load().then((landfall) => setText(landfall.quoteText(cart))), []);
  return <output>{text}</output>;
}
