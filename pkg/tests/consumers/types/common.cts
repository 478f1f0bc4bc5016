import { load, type Landfall } from "landfall";

export const landfall: Promise<Landfall> = load();
